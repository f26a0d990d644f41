#include "dyad/cli/playback.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "dyad/cli/named_log.hpp"
#include "dyad/config/read.hpp"
#include "problem_at.hpp"

namespace dyad::cli {
namespace {

// A seat in a rig, and the choices of its stage.
struct Place {
  const config::Rig& rig;
  SubjectIndex seat = 0;
  const std::vector<config::Choice>& choices;

  std::vector<ChannelIndex> operanda() const {
    std::vector<ChannelIndex> found;
    for (std::size_t i = 0; i < rig.channels.size(); ++i) {
      const config::Channel& channel = rig.channels[i];
      if (channel.subject == seat && config::is_operandum(channel.kind)) {
        found.push_back(static_cast<ChannelIndex>(i));
      }
    }
    return found;
  }

  // The seat's operanda in the choice; none where there is no such choice.
  std::vector<ChannelIndex> operanda_of(const std::string& choice) const {
    std::vector<ChannelIndex> found;
    for (const config::Choice& candidate : choices) {
      if (candidate.name != choice) continue;
      for (const std::string& name : candidate.channels) {
        const auto channel = rig.find_channel(name);
        if (channel && rig.channels[*channel].subject == seat) {
          found.push_back(*channel);
        }
      }
    }
    return found;
  }
};

// Where each channel of the log is repeated; kNoChannel: nowhere.
using Counterparts = std::array<ChannelIndex, kMaxChannels>;

// In their order, as far as there are as many here.
void pair_up(const std::vector<ChannelIndex>& logged,
             const std::vector<ChannelIndex>& here, Counterparts& counterparts) {
  for (std::size_t i = 0; i < std::min(logged.size(), here.size()); ++i) {
    counterparts.at(logged[i]) = here[i];
  }
}

bool same_names(const std::vector<config::Choice>& a,
                const std::vector<config::Choice>& b) {
  const auto has = [&b](const config::Choice& choice) {
    return std::any_of(b.begin(), b.end(), [&choice](const config::Choice& other) {
      return other.name == choice.name;
    });
  };
  return !a.empty() && a.size() == b.size() && std::all_of(a.begin(), a.end(), has);
}

Counterparts counterparts_of(const Place& logged, const Place& here) {
  Counterparts counterparts;
  counterparts.fill(kNoChannel);
  if (!same_names(logged.choices, here.choices)) {
    pair_up(logged.operanda(), here.operanda(), counterparts);
    return counterparts;
  }
  for (const config::Choice& choice : logged.choices) {
    pair_up(logged.operanda_of(choice.name), here.operanda_of(choice.name),
            counterparts);
  }
  return counterparts;
}

// The choices of the session that was logged; none where its schedule cannot be read.
std::vector<config::Choice> choices_of(const log::Header& header) {
  config::Problems ignored;
  const auto document = config::parse_document("", header.schedule.dump(), ignored);
  if (!document) return {};
  const auto schedule = config::read_schedule(*document, ignored);
  if (!schedule || header.stage >= schedule->stages.size()) return {};
  return schedule->stages[header.stage].rules.front().choices;
}

std::optional<config::Rig> rig_of(const log::Header& header) {
  config::Problems ignored;
  const auto document = config::parse_document("", header.rig.dump(), ignored);
  return document ? config::read_rig(*document, ignored) : std::nullopt;
}

const Input* edge_of(const log::Record& record) {
  if (const auto* unfed = std::get_if<log::UnfedEdge>(&record)) return &unfed->edge;
  const auto* input = std::get_if<Input>(&record);
  return input != nullptr && input->kind == InputKind::edge ? input : nullptr;
}

std::vector<device::PlayedEdge> edges_of(log::Reader& reader,
                                         const Counterparts& counterparts) {
  std::vector<device::PlayedEdge> edges;
  while (const log::LoggedRecord* logged = reader.next()) {
    const Input* edge = edge_of(logged->record);
    if (edge == nullptr || counterparts.at(edge->channel) == kNoChannel) continue;
    edges.push_back({edge->time, counterparts[edge->channel], edge->active});
  }
  return edges;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "\"" : ", \"") + name + "\"";
  }
  return list;
}

class Recording {
 public:
  Recording(const config::Rig& rig, const config::Document& document,
            const config::Stage& stage, std::string pointer, config::Problems& problems)
      : rig_(rig),
        document_(document),
        stage_(stage),
        pointer_(std::move(pointer)),
        problems_(problems) {}

  std::vector<device::PlayedEdge> read(const config::Partner& partner) {
    auto reader = open_named_log(document_, at("log"), partner.log, problems_);
    if (!reader) return {};
    const log::Header& header = reader->header();
    const auto& animals = header.subjects;
    const auto animal = std::find(animals.begin(), animals.end(), partner.subject);
    if (animal == animals.end()) {
      refuse("subject", "the log has no animal \"" + partner.subject + "\"",
             "one of " + quoted_list(animals), "");
      return {};
    }
    const auto logged_rig = rig_of(header);
    if (!logged_rig) {
      refuse("log", "the rig in the log's header cannot be read",
             "the log of a session", "see what dyad replay says of it");
      return {};
    }
    const std::vector<config::Choice> choices = choices_of(header);
    return edges(
        *reader, partner,
        {*logged_rig, static_cast<SubjectIndex>(animal - animals.begin()), choices});
  }

 private:
  std::vector<device::PlayedEdge> edges(log::Reader& reader,
                                        const config::Partner& partner,
                                        const Place& logged) {
    const auto seat = std::find(rig_.seats.begin(), rig_.seats.end(), partner.seat);
    const Place here{rig_, static_cast<SubjectIndex>(seat - rig_.seats.begin()),
                     stage_.rules.front().choices};
    auto played = edges_of(reader, counterparts_of(logged, here));
    if (!read_whole(reader, document_, at("log"), problems_)) return {};
    if (played.empty()) {
      refuse("log",
             "the log has no response of \"" + partner.subject +
                 "\" on an operandum that this seat has, too",
             "one at least", "name another log, or let the seat be \"absent\"");
    }
    return played;
  }

  std::string at(const std::string& member) const { return pointer_ + "/" + member; }
  void refuse(const std::string& member, std::string found, std::string expected,
              std::string suggestion) {
    problems_.push_back(problem_at(document_, at(member), std::move(found),
                                   std::move(expected), std::move(suggestion)));
  }

  const config::Rig& rig_;
  const config::Document& document_;
  const config::Stage& stage_;
  std::string pointer_;
  config::Problems& problems_;
};

}  // namespace

std::vector<device::PlayedEdge> read_playback(const config::Rig& rig,
                                              const config::Schedule& schedule,
                                              const config::Document& document,
                                              std::size_t stage,
                                              config::Problems& problems) {
  std::vector<device::PlayedEdge> all;
  for (const config::Partner& partner : schedule.stages.at(stage).partners) {
    if (partner.kind != config::PartnerKind::playback) continue;
    const std::string pointer =
        "/stages/" + std::to_string(stage) + "/partners/" + partner.seat;
    const auto edges =
        Recording(rig, document, schedule.stages[stage], pointer, problems)
            .read(partner);
    all.insert(all.end(), edges.begin(), edges.end());
  }
  return all;
}

}  // namespace dyad::cli
