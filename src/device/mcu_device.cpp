#include "dyad/device/mcu_device.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dyad/core/assert.hpp"
#include "dyad_firmware/ticks.h"

namespace dyad::device {

namespace fw = dyad_firmware;
using fw::MessageType;

namespace {

// How long a released deadline may wait for the board's watermark: a link that is up is
// never silent for longer.
constexpr Duration kPatience = link::McuLink::kBoardSilence + Duration::from_ms(50);

std::vector<std::uint8_t> bytes_of(std::uint32_t value) {
  std::vector<std::uint8_t> bytes(4);
  fw::put_u32(bytes.data(), value);
  return bytes;
}

std::vector<std::uint8_t> bytes_of(std::uint16_t value) {
  std::vector<std::uint8_t> bytes(2);
  fw::put_u16(bytes.data(), value);
  return bytes;
}

const char* text_of(fw::ResetCause cause) {
  switch (cause) {
    case fw::ResetCause::power_on:
      return "its power was off";
    case fw::ResetCause::external:
      return "by its reset line, as when a program opens its port";
    case fw::ResetCause::brown_out:
      return "its supply voltage broke down";
    case fw::ResetCause::watchdog:
      return "its watchdog found the firmware hanging";
    case fw::ResetCause::unknown:
      break;
  }
  return "it cannot say why";
}

}  // namespace

McuDevice::McuDevice(const config::Rig& rig, SourceIndex source, const Clock& clock,
                     OpenStream open_stream, std::uint16_t link_number)
    : rig_(rig),
      source_(source),
      settings_(std::get<config::McuDevice>(rig.devices[source].kind)),
      clock_(clock),
      open_stream_(std::move(open_stream)),
      name_("the board of device \"" + rig.devices[source].name + "\""),
      setup_(rig, source),
      inputs_(setup_, source),
      link_(link_number, *this),
      next_open_(clock.now()) {}

void McuDevice::poll(Time now, Report& report) {
  if (stream_ || open(now)) carry_bytes();
  settle(clock_.now());
  const auto move = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  move(pending_.backfill, report.backfill);
  move(pending_.inputs, report.inputs);
  move(pending_.actuations, report.actuations);
  move(pending_.clock_samples, report.clock_samples);
  move(pending_.board_decisions, report.board_decisions);
  move(pending_.faults, report.faults);
  pending_.clear();
}

bool McuDevice::open(Time now) {
  if (now < next_open_ || cannot_start_) return false;
  next_open_ = now + kReopenPeriod;
  auto stream = open_stream_();
  if (!stream) {
    if (!was_ready_) cannot_start_ = stream.error();
    return false;
  }
  stream_ = std::move(*stream);
  descriptor_ = stream_->descriptor();
  why_lost_ = "it has not answered yet";
  return true;
}

// The clock is read after bytes came and before bytes go: a ping's two times must lie
// around the board's.
void McuDevice::carry_bytes() {
  std::array<std::uint8_t, 512> bytes;
  for (;;) {
    const auto size = stream_->read(bytes);
    if (!size) return close(size.error().what);
    if (*size == 0) break;
    link_.receive(std::span(bytes).first(*size), clock_.now());
  }
  flush();
}

void McuDevice::close(const std::string& why) {
  stream_.reset();
  descriptor_ = -1;
  why_lost_ = why;
  link_.port_lost(clock_.now());
}

void McuDevice::on_up(const link::Hello& hello, bool same_boot, Time now) {
  if (const Status fits = McuSetup::fits(hello, rig_, source_); !fits) {
    if (!was_ready_) cannot_start_ = fits.error();
    return fault(FaultKind::device_lost, std::max(now, Time()), fits.error().text());
  }
  status_.reset();
  pings_answered_ = 0;
  if (!same_boot) begin_anew(hello);
  bring_up(!same_boot || hello.configuration_crc != setup_.configuration_crc());
  ask_for_pulses(now);
}

// What became of every pulse that is owed; asked again until each is told.
void McuDevice::ask_for_pulses(Time now) {
  next_query_ = now + kQueryPeriod;
  for (const std::uint16_t token : pulses_.sent_tokens()) {
    link_.command(MessageType::query_token, bytes_of(token));
  }
  pulses_unsure_ = !pulses_.sent_tokens().empty();
}

void McuDevice::begin_anew(const link::Hello& hello) {
  if (was_ready_) {
    inputs_.release_all(board_clock_, pending_.backfill);
    for (const auto& pulse : pulses_.take_sent()) {
      end_pulse(pulse, ActuationStatus::unknown, pulse.command.time, Duration());
    }
    fault(FaultKind::board_reset, unwatched_since_,
          name_ + " was reset, or away too long for its clock (last reset: " +
              text_of(hello.reset_cause) + "): what its inputs did from t = " +
              std::to_string(unwatched_since_.us()) +
              " µs until it is back is not known");
  }
  reflex_.forget();
  boot_ = hello.boot_id;
  levels_unsure_ = true;
  complete_to_.reset();
  board_clock_.restart();
  board_glitches_.fill(0);
  pulses_.restart(hello.last_token);
}

// Leaves the board running as the rig file wants it.
void McuDevice::bring_up(bool configure) {
  link_.command(MessageType::disarm, {});
  link_.command(MessageType::clear, bytes_of(boot_));
  if (configure) {
    for (const auto& message : setup_.messages()) {
      link_.command(message.type, message.payload);
    }
  }
  std::vector<std::uint8_t> start = bytes_of(boot_);
  const auto crc = bytes_of(setup_.configuration_crc());
  start.insert(start.end(), crc.begin(), crc.end());
  link_.command(MessageType::start, std::move(start));
  const bool sync = settings_.sync_channel != kNoChannel;
  link_.command(MessageType::sync, {static_cast<std::uint8_t>(sync)});
}

void McuDevice::on_down(Time) {
  if (stream_) why_lost_ = "nothing was heard from it";
  lose(why_lost_);
}

void McuDevice::lose(const std::string& why) {
  if (!ready_) return;
  ready_ = false;
  unwatched_since_ = std::max(inputs_.watermark(), Time());
  fault(FaultKind::link_lost, unwatched_since_,
        "LINK_LOST: " + name_ + ": " + why +
            "; the last event taken from it is number " +
            std::to_string(static_cast<std::uint16_t>(link_.next_event() - 1)));
  // What was never sent must not open a valve when the board is back.
  for (const auto& pulse : pulses_.take_unsent()) {
    end_pulse(pulse, ActuationStatus::refused, clock_.now(), Duration());
  }
}

void McuDevice::on_status(const link::BoardStatus& status) {
  status_ = status;
  const unsigned input = status.glitch_input;
  if (input < glitches_.size()) {
    glitches_[input] +=
        static_cast<std::uint16_t>(status.glitches - board_glitches_[input]);
    board_glitches_[input] = status.glitches;
  }
  const bool all_told = status.next_event == link_.next_event();
  if (levels_unsure_ && all_told && status.state == fw::BoardState::running &&
      board_clock_.ready()) {
    levels_unsure_ = false;
    const std::uint64_t ticks = board_clock_.widen(status.ticks);
    const Time t = board_clock_.time_of(ticks);
    inputs_.resync(
        status.levels, ticks,
        was_ready_ ? std::max(t - unwatched_since_, Duration()) : Duration());
  }
}

void McuDevice::on_complete_to(std::uint32_t ticks) {
  const std::uint64_t wide = board_clock_.widen(ticks);
  complete_to_ = std::max(complete_to_.value_or(wide), wide);
}

void McuDevice::on_ping_answered(Time sent, std::uint32_t ticks, Time received) {
  ++pings_answered_;
  add_sample(board_clock_.add_ping(sent, ticks, received));
}

void McuDevice::add_sample(const link::ClockTriple& triple) {
  pending_.clock_samples.push_back(
      {source_, boot_, triple.sent, triple.ticks, triple.received});
}

void McuDevice::observe(const Input& input, Time) {
  const bool rose = input.channel == settings_.sync_channel && input.active;
  if (!rose || !link_.up()) return;
  const auto triple = board_clock_.sync_stamped(input.time, input.uncertainty);
  if (triple) add_sample(*triple);
}

// Works off what the callbacks left.
void McuDevice::settle(Time now) {
  if (board_clock_.ready() && complete_to_) {
    inputs_.release_before(*complete_to_, board_clock_, inputs_now());
  }
  if (!ready_ && link_.up()) become_ready(now);
  if (pulses_unsure_ && link_.up() && link_.idle() && now >= next_query_) {
    ask_for_pulses(now);
  }
  const bool stopped = status_ && status_->state != fw::BoardState::running &&
                       status_->reason != fw::SafeReason::emergency_stop;
  if (!stopped || !link_.up() || !link_.idle() || cannot_start_) return;
  // It closed its outputs by itself, now or while it was being brought up.
  lose("it has closed its outputs by itself");
  bring_up(false);
}

std::vector<Input>& McuDevice::inputs_now() {
  return ready_ ? pending_.inputs : pending_.backfill;
}

void McuDevice::become_ready(Time now) {
  const bool running = status_ && status_->state == fw::BoardState::running;
  const bool told = pulses_.sent_tokens().empty() && !levels_unsure_ && complete_to_;
  if (!running || !told || cannot_start_) return;
  if (pings_answered_ < kWarmUpPings || !board_clock_.ready()) return;
  ready_ = true;
  inputs_.raise_watermark(board_clock_.time_of(*complete_to_));
  if (was_ready_) fault(FaultKind::device_back, now, name_ + " is back");
  was_ready_ = true;
}

Error McuDevice::why_not_ready() const {
  if (link_.hello()) {
    const Status fits = McuSetup::fits(*link_.hello(), rig_, source_);
    if (!fits) return fits.error();
  }
  if (!stream_) return {name_ + " has no port: " + why_lost_, "plug it in"};
  if (!link_.up()) {
    const bool talks = link_.counts().frames > 0;
    return {name_ + " does not answer on " + settings_.port,
            talks ? "unplug it and plug it in again"
                  : "flash dyad's firmware (dyad mcu flash), or correct \"port\""};
  }
  return {name_ + " answers, but its clock could not be read well enough yet",
          "try again; if that does not help, use a better cable or another USB port"};
}

Status McuDevice::actuate(const Command& command, Time) {
  if (!ready_) {
    return Error{name_ + " is lost",
                 "the session pauses until it is back; check its cable"};
  }
  if (bind_to_reflex(command)) return Ok{};
  const Status queued = pulses_.add(command, setup_.output_of(command.channel));
  if (!queued) return queued;
  send_pulses();
  flush();
  return Ok{};
}

// What was queued goes out now, not with the next poll.
void McuDevice::flush() {
  link_.run(clock_.now());
  const auto output = link_.take_output();
  if (!stream_) return;
  if (const Status written = stream_->write(output); !written) {
    close(written.error().what);
  }
}

// On a board whose clock is fast a pulse of just the cap would be more ticks than that.
std::uint32_t McuDevice::pulse_ticks(const McuPulses::Pulse& pulse) const {
  const std::uint32_t cap = fw::ticks_of_ms(link_.hello()->cap_ms[pulse.output]);
  const std::uint32_t wanted = board_clock_.ticks_in(pulse.command.duration);
  const bool within =
      pulse.command.duration <= Duration::from_ms(link_.hello()->cap_ms[pulse.output]);
  return within ? std::min(wanted, cap) : wanted;
}

void McuDevice::send_pulses() {
  while (const auto pulse = pulses_.next_to_send()) {
    std::vector<std::uint8_t> payload(7);
    fw::put_u16(payload.data(), pulse->token);
    payload[2] = static_cast<std::uint8_t>(pulse->output);
    fw::put_u32(payload.data() + 3, pulse_ticks(*pulse));
    link_.command(MessageType::pulse, std::move(payload));
  }
}

void McuDevice::close_outputs(Time now, Report& report) {
  for (const auto& pulse : pulses_.take_unsent()) {
    end_pulse(pulse, ActuationStatus::refused, now, Duration());
  }
  if (!ready_) {
    for (const auto& pulse : pulses_.take_sent()) {
      end_pulse(pulse, ActuationStatus::unknown, pulse.command.time, Duration());
    }
  }
  if (link_.up()) {
    link_.command(MessageType::close_outputs, {});
    flush();
  }
  report.actuations.insert(report.actuations.end(), pending_.actuations.begin(),
                           pending_.actuations.end());
  pending_.actuations.clear();
}

void McuDevice::end_pulse(const McuPulses::Pulse& pulse, ActuationStatus status,
                          Time start, Duration active) {
  pending_.actuations.push_back(
      {start, pulse.command.token, pulse.command.channel, active, status});
}

Duration McuDevice::lateness_bound() const { return setup_.longest_hold() + kPatience; }

std::optional<Time> McuDevice::next_wakeup() const {
  if (!stream_) return next_open_;
  return link_.next_wakeup();
}

std::span<const int> McuDevice::descriptors() const {
  if (descriptor_ < 0) return {};
  return {&descriptor_, 1};
}

void McuDevice::counts(std::vector<ChannelCounts>& into) const {
  for (unsigned i = 0; i < fw::kInputs; ++i) {
    const ChannelIndex channel = setup_.input_channel(i);
    if (channel != kNoChannel) into.push_back({channel, glitches_[i], 0});
  }
}

void McuDevice::levels(std::vector<LineLevel>& into) const {
  if (lost()) return;
  for (unsigned i = 0; i < fw::kInputs; ++i) {
    const ChannelIndex channel = setup_.input_channel(i);
    if (channel != kNoChannel) into.push_back({channel, inputs_.level(i)});
  }
}

std::optional<LinkHealth> McuDevice::link_health() const {
  const link::McuLink::Counts counts = link_.counts();
  LinkHealth health{.connected = link_.up(),
                    .retransmits = counts.resent,
                    .crc_errors = counts.frame_errors,
                    .lost_events = events_lost_,
                    .clock = {}};
  if (board_clock_.ready()) {
    const auto fit = board_clock_.fit();
    health.clock = {fit.uncertainty, fit.deviation_ppb};
  }
  return health;
}

void McuDevice::fault(FaultKind kind, Time t, std::string message,
                      std::uint64_t count) {
  pending_.faults.push_back({t, kind, source_, kNoChannel, count, std::move(message)});
}

}  // namespace dyad::device
