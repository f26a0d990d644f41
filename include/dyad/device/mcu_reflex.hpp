#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/board_decision.hpp"
#include "dyad/device/mcu_clock.hpp"
#include "dyad/device/mcu_pulses.hpp"
#include "dyad/device/mcu_setup.hpp"
#include "dyad/device/reflex.hpp"
#include "dyad/link/board_messages.hpp"

namespace dyad::device {

// The trial that one board may decide: what it was told, what it answered, and which of
// its pulses the engine has not asked for yet. Pure.
//
// A board tells its decision before it says that the deciding edges are complete, so
// the engine, which waits for that, always decides second.
class McuReflex {
 public:
  // The payload of `arm`. Takes a token for each pulse.
  std::vector<std::uint8_t> arm(const ReflexTrial& trial, const McuSetup& setup,
                                const McuClock& clock, McuPulses& pulses);
  void forget() { armed_.reset(); }
  bool may_decide(TrialNumber trial) const;

  // Events of the board were lost, its verdict perhaps among them.
  void lose_track();
  bool lost_track() const { return armed_ && armed_->unsure; }

  void answered(const link::ArmedEvent& event);
  // The verdict on the trial that was told last; none for an older one.
  std::optional<BoardVerdict> take(const link::ReflexEvent& event);
  TrialNumber trial() const { return armed_ ? armed_->trial : 0; }
  // A pulse of this trial has ended before the engine asked for it. False: of no
  // token of this trial.
  bool ended(const link::PulseEndedEvent& event);

  // The token of the pulse that the board began for this command, if it did.
  std::optional<std::uint16_t> begun_for(const Command& command) const;
  std::optional<link::PulseEndedEvent> end_of(std::uint16_t token) const;

  void decided(TrialNumber trial, Outcome outcome);
  // What differs between board and engine; told once.
  std::optional<std::string> take_mismatch();

 private:
  struct Pulse {
    ChannelIndex valve = kNoChannel;
    std::uint16_t token = 0;
    std::optional<link::PulseEndedEvent> ended;
  };
  struct Armed {
    TrialNumber trial = 0;
    std::vector<Pulse> pulses;
    std::optional<dyad_firmware::ArmAnswer> answer;
    std::optional<BoardVerdict> verdict;
    std::optional<Outcome> outcome;  // the engine's
    bool told = false;               // of a mismatch
    bool unsure = false;             // its verdict may be lost
  };
  bool is_of(std::uint16_t wire_trial) const;

  std::optional<Armed> armed_;
};

}  // namespace dyad::device
