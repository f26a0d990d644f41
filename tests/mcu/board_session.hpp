#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/random.hpp"
#include "dyad/device/mcu_device.hpp"
#include "dyad/session/session.hpp"
#include "firmware/lockstep.hpp"
#include "session/fakes.hpp"

// dyad's own session on the real firmware: McuDevice and Session at one end of a
// simulated wire, simavr at the other, one virtual time.
namespace dyad::mcu_test {

// Says what time it is in a test.
class TestClock final : public Clock {
 public:
  explicit TestClock(Time start) : now_(start) {}
  Time now() const override { return now_; }
  void set(Time t) { now_ = t; }

 private:
  Time now_;
};

// The bytes of a wire that the test carries.
struct WireBytes {
  std::deque<std::uint8_t> to_host;
  std::vector<std::uint8_t> to_board;
  bool plugged = true;
};

// What a second, pretended device has.
enum class Second { none, input, sync_line };

// Two pokes on in0 and in1, two valves on out0 and out1, a light on out4: all on one
// board.
config::Rig board_rig(Second second = Second::none);
// Window 750 ms, ITI 1 s, an hour, 4 µl in 30 ms.
task::Plan board_plan(const config::Rig& rig);

class BoardSession : public firmware_test::Host {
 public:
  struct Options {
    firmware_test::LockstepOptions wire = {};
    Second second = Second::none;
    bool reflex = false;
    Duration budget = Duration::from_s(6);  // of each valve, in 60 s
  };
  // Session time 0 is this much after true time 0.
  static constexpr std::int64_t kLead_us = 4'000'000;

  explicit BoardSession(const Options& options);

  // To a session time. The session begins at 0, if the board is ready.
  void run_until(std::int64_t session_us);
  // Of an input (low is active), at a session time.
  void schedule_input(std::int64_t session_us, unsigned input, bool high) {
    wire().schedule_input(session_us + kLead_us, input, high);
  }
  void poke(std::int64_t session_us, unsigned input, std::int64_t length_us);
  std::int64_t session_us(std::uint64_t cycle) const {
    return lockstep_->true_us(cycle) - kLead_us;
  }

  firmware_test::SimulatedBoard& board() { return board_; }
  firmware_test::Lockstep& wire() { return *lockstep_; }
  device::McuDevice& device() { return *device_; }
  session::FakeDevice& gpio() { return gpio_; }
  session::Session& session() { return *session_; }
  const config::Rig& rig() const { return rig_; }
  session::VectorSink& log() { return sink_; }
  std::vector<Fault> faults(FaultKind kind) const;

  // The cable is out: the port gives an error. Or in again.
  void plug(bool in) { bytes_.plugged = in; }

 private:
  void receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) override;
  void wake(std::int64_t now_us, std::vector<std::uint8_t>& out) override;
  std::int64_t next_wakeup_us() const override;
  void warm_up(Time now);
  void wire_sync_line();

  config::Rig rig_;
  task::Plan plan_;
  TestClock clock_;
  WireBytes bytes_;
  firmware_test::SimulatedBoard board_;
  std::unique_ptr<device::McuDevice> device_;
  session::FakeDevice gpio_;
  Random gpio_lateness_{99};
  session::VectorSink sink_;
  std::unique_ptr<session::Session> session_;
  bool begun_ = false;
  std::unique_ptr<firmware_test::Lockstep> lockstep_;
  std::int64_t next_us_ = 0;
};

}  // namespace dyad::mcu_test
