#include "gpio_sim/session_log.hpp"

#include <algorithm>
#include <iterator>

namespace dyad::gpio_sim {
namespace {

template <typename T, typename Predicate>
std::vector<T> only(std::vector<T> all, Predicate wanted) {
  std::vector<T> found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found), wanted);
  return found;
}

}  // namespace

SessionLog SessionLog::read(const std::filesystem::path& file) {
  SessionLog log;
  auto reader = log::Reader::open(file.string());
  if (!reader) {
    log.error = reader.error().text();
    return log;
  }
  log.header = reader->header();
  while (const log::LoggedRecord* logged = reader->next()) {
    log.records.push_back(logged->record);
  }
  log.warnings = reader->warnings();
  if (reader->error()) log.error = reader->error()->text();
  return log;
}

std::vector<Fault> SessionLog::faults(FaultKind kind) const {
  return only(all<Fault>(), [&](const Fault& fault) { return fault.kind == kind; });
}

std::vector<Command> SessionLog::rewards() const {
  return only(all<Command>(),
              [](const Command& c) { return c.kind == CommandKind::reward; });
}

std::vector<Input> SessionLog::edges(const std::string& channel) const {
  const ChannelIndex wanted = index_of(channel);
  return only(all<Input>(), [&](const Input& input) {
    return input.kind == InputKind::edge && input.channel == wanted;
  });
}

std::size_t SessionLog::actuations(ActuationStatus status) const {
  return only(all<Actuation>(), [&](const Actuation& a) { return a.status == status; })
      .size();
}

std::string SessionLog::end_reason() const {
  const auto ends = all<log::End>();
  return ends.empty() ? "" : ends.back().reason;
}

ChannelCounts SessionLog::counts(const std::string& channel) const {
  const ChannelIndex wanted = index_of(channel);
  for (const log::End& end : all<log::End>()) {
    for (const ChannelCounts& counts : end.channels) {
      if (counts.channel == wanted) return counts;
    }
  }
  return {};
}

ChannelIndex SessionLog::index_of(const std::string& channel) const {
  ChannelIndex index = 0;
  for (const auto& named : header.rig.at("channels").items()) {
    if (named.key() == channel) return index;
    ++index;
  }
  return kNoChannel;
}

}  // namespace dyad::gpio_sim
