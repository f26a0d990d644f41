#include "dyad/device/gpio_device.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace dyad::device {
namespace {

constexpr std::size_t kEdgesPerPoll = 1024;  // the kernel's whole buffer
// Of the host's scheduling, on top of what the debouncer may hold back.
constexpr Duration kPollSlack = Duration::from_ms(20);

}  // namespace

GpioDevice::GpioDevice(const config::Rig& rig, SourceIndex source,
                       const ClockAnchor& anchor, const Clock& clock,
                       OpenLines open_lines)
    : rig_(rig),
      source_(source),
      anchor_(anchor),
      clock_(clock),
      open_lines_(std::move(open_lines)),
      epoll_fd_(::epoll_create1(EPOLL_CLOEXEC)),
      filter_(rig, source, kStampUncertainty),
      last_seqno_(filter_.channels().size()),
      suspect_(filter_.channels().size()) {
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.device != source || !config::is_output(channel.kind)) continue;
    outputs_.push_back(static_cast<ChannelIndex>(i));
    timer_.add_channel(outputs_.back());
  }
}

GpioDevice::~GpioDevice() {
  if (lines_) (void)lines_->set_all_inactive();
  if (epoll_fd_ >= 0) ::close(epoll_fd_);
}

Result<std::unique_ptr<GpioDevice>> GpioDevice::open(const config::Rig& rig,
                                                     SourceIndex source,
                                                     const ClockAnchor& anchor,
                                                     const Clock& clock) {
  return open_with(rig, source, anchor, clock,
                   [&rig, source] { return open_gpio_lines(rig, source); });
}

Result<std::unique_ptr<GpioDevice>> GpioDevice::open_with(const config::Rig& rig,
                                                          SourceIndex source,
                                                          const ClockAnchor& anchor,
                                                          const Clock& clock,
                                                          OpenLines open_lines) {
  std::unique_ptr<GpioDevice> device(
      new GpioDevice(rig, source, anchor, clock, std::move(open_lines)));
  const Status started = device->start();
  if (!started) return started.error();
  return device;
}

Status GpioDevice::start() {
  if (epoll_fd_ < 0) {
    return Error{"no descriptor is left for the GPIO device",
                 "raise the limit of open files (ulimit -n)"};
  }
  auto lines = open_lines_();
  if (!lines) return lines.error();
  const Time now = clock_.now();
  if (!adopt(std::move(*lines), now, false)) {
    return Error{"the GPIO lines vanished while they were opened", "try again"};
  }
  watermark_ = filter_.watermark();
  return Ok{};
}

// At the start the levels found are the levels the debouncers begin with. After a
// loss (after_loss) they are taken as changes at a time not known well.
bool GpioDevice::adopt(std::unique_ptr<GpioLines> lines, Time now, bool after_loss) {
  if (!lines->read_levels(levels_)) return false;
  for (std::size_t slot = 0; slot < levels_.size(); ++slot) {
    if (!after_loss) {
      filter_.start(slot, levels_[slot], now);
    } else {
      filter_.resync(slot, now, levels_[slot], 0);
    }
    last_seqno_[slot] = 0;
    suspect_[slot] = false;
  }
  if (lines->edge_fd() >= 0) {
    epoll_event event{};
    event.events = EPOLLIN;
    if (::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, lines->edge_fd(), &event) != 0)
      return false;
  }
  lines_ = std::move(lines);
  next_health_ = now + kHealthPeriod;
  return true;
}

void GpioDevice::fault(Time t, FaultKind kind, std::string message, Report& report,
                       ChannelIndex channel, std::uint64_t count) const {
  report.faults.push_back({t, kind, source_, channel, count, std::move(message)});
}

void GpioDevice::poll(Time now, Report& report) {
  report.actuations.insert(report.actuations.end(), ended_in_actuate_.begin(),
                           ended_in_actuate_.end());
  ended_in_actuate_.clear();
  if (lost()) return try_reopen(now, report);
  if (!failed_in_actuate_.empty()) {
    return lose(now, std::exchange(failed_in_actuate_, {}), report);
  }
  // Outputs first: the end of a pulse is the most urgent thing here.
  if (!switch_due(now, report.actuations) || !drain(report) ||
      !check_levels(now, report)) {
    return lose(now, lines_->what(), report);
  }
  const Time up_to = drained_ ? now - kDelivery : std::min(last_edge_, now - kDelivery);
  filter_.advance(up_to, report);
  watermark_ = std::max(watermark_, filter_.watermark());
}

bool GpioDevice::drain(Report& report) {
  edges_.clear();
  if (!lines_->read_edges(edges_, kEdgesPerPoll)) return false;
  for (const LineEdge& edge : edges_) take(edge, report);
  drained_ = edges_.size() < kEdgesPerPoll;
  return true;
}

void GpioDevice::take(const LineEdge& edge, Report& report) {
  const Time t = anchor_.from_monotonic_ns(edge.monotonic_ns);
  const std::uint64_t lost = edge.line_seqno - last_seqno_[edge.slot] - 1;
  last_seqno_[edge.slot] = edge.line_seqno;
  suspect_[edge.slot] = false;
  last_edge_ = t;
  if (lost == 0) return filter_.edge(edge.slot, t, edge.active, report);
  filter_.edge_after_gap(edge.slot, t, edge.active, lost, report);
  const ChannelIndex channel = filter_.channels()[edge.slot];
  fault(t, FaultKind::events_lost,
        "the kernel dropped " + std::to_string(lost) + " edges of \"" +
            rig_.channels[channel].name +
            "\": the line changes faster than they can be read; check its wiring and "
            "bias",
        report, channel, lost);
}

// Shows a chip that died in silence, and a line whose interrupt was missed: its
// level disagrees with its edges twice in a row, with no edge in between.
bool GpioDevice::check_levels(Time now, Report& report) {
  if (now < next_health_ || !drained_) return true;
  next_health_ = now + kHealthPeriod;
  if (!lines_->read_levels(levels_)) return false;
  for (std::size_t slot = 0; slot < levels_.size(); ++slot) {
    const bool disagrees = levels_[slot] != filter_.raw_level(slot);
    const bool again = disagrees && suspect_[slot];
    suspect_[slot] = disagrees && !again;
    if (!again) continue;
    const ChannelIndex channel = filter_.channels()[slot];
    filter_.resync(slot, now, levels_[slot], 1);
    fault(now, FaultKind::events_lost,
          "\"" + rig_.channels[channel].name +
              "\" changed its level without an edge: an interrupt was missed",
          report, channel, 1);
  }
  return true;
}

bool GpioDevice::switch_line(const LineSwitch& line_switch) {
  const auto it = std::find(outputs_.begin(), outputs_.end(), line_switch.channel);
  return lines_->set_output(static_cast<std::size_t>(it - outputs_.begin()),
                            line_switch.active);
}

bool GpioDevice::switch_due(Time now, std::vector<Actuation>& ended) {
  while (const auto next = timer_.next_switch(now)) {
    if (next->active && watch_ != nullptr) {
      watch_->opening(next->channel, clock_.now() + timer_.length_of(next->channel));
    }
    if (!switch_line(*next)) return false;
    if (const auto done = timer_.switched(*next, clock_.now())) ended.push_back(*done);
    if (!next->active && watch_ != nullptr) watch_->closed(next->channel);
  }
  return true;
}

Status GpioDevice::actuate(const Command& command, Time now) {
  if (lost() || !failed_in_actuate_.empty()) {
    return Error{"the GPIO device is lost",
                 "the session pauses until the chip is back; check its cables"};
  }
  const Status queued = timer_.start(command, now);
  if (!queued) return queued;
  if (switch_due(now, ended_in_actuate_)) return Ok{};
  failed_in_actuate_ = lines_->what();
  // Where another line's switch failed, this pulse may have begun.
  if (!timer_.withdraw(command.token)) return Ok{};
  return Error{failed_in_actuate_, ""};
}

void GpioDevice::close_outputs(Time now, Report& report) {
  if (lost()) return;
  const bool closed = lines_->set_all_inactive();
  const std::string why = closed ? "" : lines_->what();
  if (!closed) {
    fault(now, FaultKind::actuation_failed, "closing the outputs: " + why, report);
    return lose(now, why, report);
  }
  timer_.close_all(clock_.now(), report.actuations);
  if (watch_ != nullptr) {
    for (const ChannelIndex channel : outputs_) watch_->closed(channel);
  }
}

void GpioDevice::lose(Time now, const std::string& why, Report& report) {
  // The outputs may still answer where only the inputs failed.
  (void)lines_->set_all_inactive();
  if (lines_->edge_fd() >= 0) {
    ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, lines_->edge_fd(), nullptr);
  }
  lines_.reset();
  timer_.lose_all(now, report.actuations);
  if (watch_ != nullptr) {
    for (const ChannelIndex channel : outputs_) watch_->closed(channel);
    watch_->outputs_lost(source_);
  }
  filter_.release_all(report);
  const Time known_good = std::max(watermark_, Time());
  watermark_ = std::max(watermark_, now);
  next_reopen_ = now + kReopenPeriod;
  fault(known_good, FaultKind::device_lost,
        "GPIO device \"" + rig_.devices[source_].name + "\" is lost: " + why, report);
}

void GpioDevice::try_reopen(Time now, Report& report) {
  watermark_ = std::max(watermark_, now);
  if (now < next_reopen_) return;
  next_reopen_ = now + kReopenPeriod;
  auto lines = open_lines_();
  if (!lines || !adopt(std::move(*lines), now, true)) return;
  if (watch_ != nullptr && output_fd() >= 0) {
    watch_->outputs_replaced(source_, output_fd(), outputs_.size());
  }
  fault(now, FaultKind::device_back,
        "GPIO device \"" + rig_.devices[source_].name + "\" is back", report);
}

std::optional<Time> GpioDevice::next_wakeup() const {
  if (lost()) return next_reopen_;
  if (!failed_in_actuate_.empty() || !ended_in_actuate_.empty() || !drained_) {
    return watermark_;  // at once
  }
  Time next = next_health_;
  if (const auto pulse = timer_.next_wakeup()) next = std::min(next, *pulse);
  if (const auto due = filter_.next_advance()) next = std::min(next, *due + kDelivery);
  return next;
}

Duration GpioDevice::lateness_bound() const {
  return filter_.longest_hold() + kDelivery + kPollSlack;
}

void GpioDevice::levels(std::vector<LineLevel>& into) const {
  if (lost()) return;
  for (std::size_t slot = 0; slot < filter_.channels().size(); ++slot) {
    into.push_back({filter_.channels()[slot], filter_.raw_level(slot)});
  }
}

void GpioDevice::counts(std::vector<ChannelCounts>& into) const {
  filter_.counts(into);
}

}  // namespace dyad::device
