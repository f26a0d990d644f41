#include "task/oracle_responses.hpp"

#include <algorithm>
#include <array>

namespace dyad::task::oracle {
namespace {

bool in(ChannelMask mask, ChannelIndex channel) {
  return ((mask >> channel) & 1U) != 0;
}

// Whether the input is an onset that can be a response at all.
bool is_onset(const Plan& plan, const TrialPlan& rule, const Stream& stream,
              std::size_t i) {
  if (!stream.is_edge(i, true)) return false;
  const ChannelIndex channel = stream.inputs()[i].channel;
  const SubjectIndex subject = plan.subject_of[channel];
  return in(rule.operanda, channel) && subject != kNoSubject &&
         ((plan.present >> subject) & 1U) != 0;
}

// The moment from which the onset counts; none: it was not held.
std::optional<Moment> counts_at(const TrialPlan& rule, const Stream& stream,
                                std::size_t i) {
  if (rule.response != config::ResponseKind::held) return stream.of_input(i);
  const std::int64_t enough = stream.inputs()[i].time.us() + rule.hold.us();
  const std::size_t release = stream.release_of(i);
  if (release < stream.inputs().size()) {
    const Moment released = stream.of_input(release);
    if (released.time < enough) return {};
    // A release at the very end is late enough, and completes the hold.
    if (released.time == enough) return released;
  }
  return stream.deadline(enough, kHoldRank + stream.inputs()[i].channel);
}

// Whether one of the subject's zones is occupied after the inputs before `next`.
bool in_zone(const Plan& plan, const TrialPlan& rule, const Stream& stream,
             SubjectIndex subject, std::size_t next) {
  for (ChannelIndex channel = 0; channel < kMaxChannels; ++channel) {
    if (!in(rule.initiators, channel) || plan.subject_of[channel] != subject) continue;
    std::size_t i = next;
    while (i > 0 && !(stream.inputs()[i - 1].kind == InputKind::edge &&
                      stream.inputs()[i - 1].channel == channel)) {
      --i;
    }
    if (i > 0 && stream.inputs()[i - 1].active) return true;
  }
  return false;
}

bool all_in_zones(const Plan& plan, const TrialPlan& rule, const Stream& stream,
                  std::size_t next) {
  for (SubjectIndex s = 0; s < plan.subjects; ++s) {
    const bool alive = ((plan.live >> s) & 1U) != 0;
    if (alive && !in_zone(plan, rule, stream, s, next)) return false;
  }
  return true;
}

std::optional<Opening> by_zones(const Plan& plan, const TrialPlan& rule,
                                const Stream& stream, Moment start, Moment horizon) {
  const std::int64_t hold = rule.zone_hold.us();
  std::optional<Moment> together;
  std::optional<Moment> left;
  for (std::size_t next = start.next; next <= stream.inputs().size(); ++next) {
    const Moment now = next == start.next ? start : stream.of_input(next - 1);
    if (now > horizon) break;
    if (together && now.time > together->time + hold) break;
    const bool all = all_in_zones(plan, rule, stream, next);
    // One that leaves at the very end has stayed long enough.
    if (together && !all) {
      if (now.time == together->time + hold) {
        left = now;
        break;
      }
      together = {};
    }
    if (!together && all) together = now;
    if (together && hold == 0) return Opening{*together};
  }
  if (!together) return {};
  const Opening found{left ? *left
                           : stream.deadline(together->time + hold, kPhaseRank)};
  return found.at <= horizon ? std::optional(found) : std::nullopt;
}

std::optional<Opening> by_poke(const Plan& plan, const TrialPlan& rule,
                               const Stream& stream, Moment start, Moment horizon) {
  for (std::size_t i = start.next; i < horizon.next; ++i) {
    const ChannelIndex channel = stream.inputs()[i].channel;
    if (!stream.is_edge(i, true) || !in(rule.initiators, channel)) continue;
    return Opening{stream.of_input(i), plan.subject_of[channel]};
  }
  return {};
}

}  // namespace

std::vector<Response> responses(const Plan& plan, const TrialPlan& rule,
                                const Stream& stream, Moment open, Moment from,
                                Moment to) {
  std::vector<Response> found;
  const bool held = rule.response == config::ResponseKind::held;
  std::array<std::size_t, kMaxSubjects> holds_until{};
  for (std::size_t i = held ? open.next : from.next; i < to.next; ++i) {
    if (!is_onset(plan, rule, stream, i)) continue;
    if (held) {
      // A subject holds one operandum at a time.
      std::size_t& until = holds_until[plan.subject_of[stream.inputs()[i].channel]];
      if (i < until) continue;
      until = stream.release_of(i);
    }
    const auto at = counts_at(rule, stream, i);
    if (!at || *at <= from || *at > to) continue;
    const Input& edge = stream.inputs()[i];
    found.push_back({*at, i, plan.subject_of[edge.channel],
                     rule.choice_of[edge.channel], edge.uncertainty.us()});
  }
  std::sort(found.begin(), found.end(),
            [](const Response& a, const Response& b) { return a.at < b.at; });
  return found;
}

std::optional<Opening> opening(const Plan& plan, const TrialPlan& rule,
                               const Stream& stream, Moment start, Moment horizon) {
  switch (rule.initiation) {
    case config::InitiationKind::zones:
      return by_zones(plan, rule, stream, start, horizon);
    case config::InitiationKind::poke:
      return by_poke(plan, rule, stream, start, horizon);
    default:
      return Opening{start};
  }
}

}  // namespace dyad::task::oracle
