#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/result.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/mcu_clock.hpp"
#include "dyad/device/mcu_inputs.hpp"
#include "dyad/device/mcu_pulses.hpp"
#include "dyad/device/mcu_reflex.hpp"
#include "dyad/device/mcu_setup.hpp"
#include "dyad/link/byte_stream.hpp"
#include "dyad/link/mcu_link.hpp"

namespace dyad::device {

// A microcontroller with dyad's firmware on a serial line. It debounces, stamps and
// times pulses itself; here its events become inputs and actuations in session time.
//
// It is lost while the link is down, while the board has closed its outputs by itself,
// and until a board that is back has told all that it had kept, and what became of each
// pulse. docs/clocks.md and docs/valve_safety.md say what can be relied on.
class McuDevice final : public Device, private link::LinkClient, private Reflex {
 public:
  using OpenStream = std::function<Result<std::unique_ptr<link::ByteStream>>()>;

  static constexpr Duration kReopenPeriod = Duration::from_ms(500);
  static constexpr Duration kQueryPeriod = Duration::from_ms(200);
  // Pings whose answers the clock rests on before the device says that it is ready.
  static constexpr unsigned kWarmUpPings = 10;

  // rig and clock outlive the device. link_number: see McuLink. Opens the stream when
  // it is polled for the first time, and again after a loss.
  McuDevice(const config::Rig& rig, SourceIndex source, const Clock& clock,
            OpenStream open_stream, std::uint16_t link_number);

  // To be polled until then, before the session begins. An error is one that waiting
  // does not mend.
  bool ready() const { return ready_; }
  const std::optional<Error>& cannot_start() const { return cannot_start_; }
  // Why it is not, as far as it has come.
  Error why_not_ready() const;

  void poll(Time now, Report& report) override;
  Time watermark() const override { return inputs_.watermark(); }
  Duration lateness_bound() const override;
  std::optional<Time> next_wakeup() const override;
  std::span<const int> descriptors() const override;
  Status actuate(const Command& command, Time now) override;
  // The pulses that run on the board end now; what became of them comes with a later
  // poll.
  void close_outputs(Time now, Report& report) override;
  bool lost() const override { return !ready_; }
  void observe(const Input& input, Time now) override;
  void counts(std::vector<ChannelCounts>& into) const override;
  void levels(std::vector<LineLevel>& into) const override;
  std::optional<LinkHealth> link_health() const override;
  Reflex* reflex() override { return settings_.reflex ? this : nullptr; }

  const link::McuLink& link() const { return link_; }
  const McuClock& board_clock() const { return board_clock_; }

 private:
  void on_up(const link::Hello& hello, bool same_boot, Time now) override;
  void on_down(Time now) override;
  void on_event(const link::BoardEvent& event) override;
  void on_complete_to(std::uint32_t ticks) override;
  void on_status(const link::BoardStatus& status) override;
  void on_ping_answered(Time sent, std::uint32_t ticks, Time received) override;

  void arm(const ReflexTrial& trial) override;
  void decided(TrialNumber trial, Outcome outcome) override;
  bool bind_to_reflex(const Command& command);
  void tell_mismatch();

  // One for each event.
  void take(const link::EdgeEvent& event);
  void take(const link::PulseEndedEvent& event);
  void take(const link::EventsLostEvent& event);
  void take(const link::SafeEvent& event);
  void take(const link::ClearedEvent& event);
  void take(const link::SyncEvent& event);
  void take(const link::TokenStateEvent& event);
  void take(const link::ArmedEvent& event);
  void take(const link::ReflexEvent& event);
  void take(const link::RefusedEvent& event);

  bool open(Time now);
  void carry_bytes();
  void flush();
  void close(const std::string& why);
  void bring_up(bool configure);
  void ask_for_pulses(Time now);
  void lose(const std::string& why);
  void begin_anew(const link::Hello& hello);
  void become_ready(Time now);
  void send_pulses();
  std::uint32_t pulse_ticks(const McuPulses::Pulse& pulse) const;
  void finish_pulse(const McuPulses::Pulse& pulse, const link::PulseEndedEvent& event);
  void settle(Time now);
  std::vector<Input>& inputs_now();
  void end_pulse(const McuPulses::Pulse& pulse, ActuationStatus status, Time start,
                 Duration active);
  void add_sample(const link::ClockTriple& triple);
  void fault(FaultKind kind, Time t, std::string message, std::uint64_t count = 0);

  const config::Rig& rig_;
  SourceIndex source_;
  const config::McuDevice& settings_;
  const Clock& clock_;
  OpenStream open_stream_;
  std::unique_ptr<link::ByteStream> stream_;  // none while the port is gone
  int descriptor_ = -1;
  std::string name_;  // for messages
  McuSetup setup_;
  McuClock board_clock_;
  McuInputs inputs_;
  McuPulses pulses_;
  McuReflex reflex_;
  link::McuLink link_;

  Report pending_;  // of callbacks, for the poll in which they came
  bool ready_ = false;
  bool was_ready_ = false;  // once: a loss is then a fault
  std::optional<Error> cannot_start_;
  std::string why_lost_ = "the port could not be opened";
  std::optional<std::uint64_t> complete_to_;  // ticks, of this boot
  std::optional<link::BoardStatus> status_;   // the last since the link is up
  unsigned pings_answered_ = 0;               // since the link is up
  std::uint32_t boot_ = 0;
  Time unwatched_since_;  // up to here every edge is known
  bool levels_unsure_ = false;
  bool pulses_unsure_ = false;  // what became of them must be asked
  Time next_query_;
  Time next_open_;
  std::array<std::uint16_t, dyad_firmware::kInputs> board_glitches_{};
  std::array<std::uint64_t, dyad_firmware::kInputs> glitches_{};
  std::uint64_t events_lost_ = 0;
};

}  // namespace dyad::device
