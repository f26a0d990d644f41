#include "dyad/device/edge_filter.hpp"

#include <algorithm>
#include <tuple>

namespace dyad::device {
namespace {

using RawReport = dyad_firmware::DebouncedEdge<std::uint64_t>;

// The debouncer's clock wraps; the session's may lie below zero. Two's complement
// makes them one.
std::uint64_t ticks(Time t) { return static_cast<std::uint64_t>(t.us()); }
Time time_of(std::uint64_t ticks) {
  return Time::from_us(static_cast<std::int64_t>(ticks));
}
std::uint64_t ticks(Duration d) { return static_cast<std::uint64_t>(d.us()); }

bool comes_before(const Input& a, const Input& b) {
  return std::tie(a.time, a.channel) < std::tie(b.time, b.channel);
}

}  // namespace

EdgeFilter::EdgeFilter(const config::Rig& rig, SourceIndex source,
                       Duration stamp_uncertainty)
    : source_(source), stamp_uncertainty_(stamp_uncertainty) {
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.device != source || config::is_output(channel.kind)) continue;
    const config::Debounce& times = channel.debounce;
    channels_.push_back(static_cast<ChannelIndex>(i));
    lines_.push_back(
        {.channel = static_cast<ChannelIndex>(i),
         .times = times,
         .log_raw = channel.log_raw_edges,
         .debouncer = Debouncer(ticks(times.confirm), ticks(times.lockout), false),
         .lost = 0,
         .last_seen = Time(),
         .gap_at = std::nullopt,
         .gap_length = Duration()});
    longest_hold_ = std::max({longest_hold_, times.confirm, times.lockout});
  }
}

void EdgeFilter::start(std::size_t slot, bool level, Time now) {
  Line& line = lines_[slot];
  line.debouncer =
      Debouncer(ticks(line.times.confirm), ticks(line.times.lockout), level);
  line.last_seen = now;
}

void EdgeFilter::edge(std::size_t slot, Time t, bool level, Report& report) {
  Line& line = lines_[slot];
  report_raw(line, t, level, report);
  RawReport found{};
  if (line.debouncer.on_edge(ticks(t), level, found)) hold(line, found);
  line.last_seen = t;
}

void EdgeFilter::edge_after_gap(std::size_t slot, Time t, bool level,
                                std::uint64_t lost, Report& report) {
  report_raw(lines_[slot], t, level, report);
  resync(slot, t, level, lost);
}

void EdgeFilter::resync(std::size_t slot, Time t, bool level, std::uint64_t lost) {
  Line& line = lines_[slot];
  line.debouncer.resync(ticks(t), level);
  line.lost += lost;
  line.gap_at = t;
  line.gap_length = t - std::max(line.last_seen, complete_to_);
  line.last_seen = t;
}

void EdgeFilter::report_raw(const Line& line, Time t, bool level,
                            Report& report) const {
  if (line.log_raw) report.raw_edges.push_back({t, line.channel, level});
}

void EdgeFilter::hold(const Line& line, const RawReport& edge) {
  Input input;
  input.time = time_of(edge.time);
  input.source = source_;
  input.channel = line.channel;
  input.active = edge.level;
  input.reconciled = edge.reconciled;
  input.uncertainty = stamp_uncertainty_;
  if (line.gap_at == input.time) input.uncertainty += line.gap_length;
  held_.insert(std::upper_bound(held_.begin(), held_.end(), input, comes_before),
               input);
}

std::optional<Time> EdgeFilter::oldest_undecided() const {
  std::optional<Time> oldest;
  for (const Line& line : lines_) {
    if (!line.debouncer.undecided()) continue;
    const Time since = time_of(line.debouncer.oldest_undecided());
    if (!oldest || since < *oldest) oldest = since;
  }
  return oldest;
}

void EdgeFilter::advance(Time up_to, Report& report) {
  for (Line& line : lines_) {
    RawReport found{};
    while (line.debouncer.settle(ticks(up_to), found)) hold(line, found);
  }
  complete_to_ = std::max(complete_to_, up_to);
  const Time limit = std::min(up_to, oldest_undecided().value_or(up_to));
  watermark_ = std::max(watermark_, limit);
  release_before(limit, report);
}

void EdgeFilter::release_before(Time limit, Report& report) {
  const auto ready = std::find_if(held_.begin(), held_.end(),
                                  [&](const Input& i) { return i.time >= limit; });
  for (auto it = held_.begin(); it != ready; ++it) {
    it->sequence = ++sequence_;
    report.inputs.push_back(*it);
  }
  held_.erase(held_.begin(), ready);
}

void EdgeFilter::release_all(Report& report) { release_before(Time::never(), report); }

std::optional<Time> EdgeFilter::next_advance() const {
  std::optional<Time> next;
  const auto consider = [&](Time t) { next = next ? std::min(*next, t) : t; };
  for (const Line& line : lines_) {
    if (line.debouncer.undecided()) consider(time_of(line.debouncer.next_deadline()));
  }
  // What is held behind an undecided change becomes ready with its decision.
  const auto oldest = oldest_undecided();
  if (!held_.empty() && (!oldest || held_.front().time < *oldest)) {
    consider(held_.front().time + Duration::from_us(1));
  }
  return next;
}

void EdgeFilter::counts(std::vector<ChannelCounts>& into) const {
  for (const Line& line : lines_) {
    into.push_back({line.channel, line.debouncer.glitches(), line.lost});
  }
}

}  // namespace dyad::device
