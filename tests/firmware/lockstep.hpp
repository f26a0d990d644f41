#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "faulty_wire.hpp"
#include "simulated_board.hpp"

namespace dyad::firmware_test {

// The board's crystal against true time: fast by ppm at time 0, and by ppm_per_s more
// each second. It has to stay far from standing still.
class Crystal {
 public:
  Crystal(double ppm, double ppm_per_s) : ppm_(ppm), ppm_per_s_(ppm_per_s) {}

  // The first cycle at or after a true time, and the true time of a cycle, rounded
  // down.
  std::uint64_t cycle_at(std::int64_t true_us) const;
  std::int64_t true_us(std::uint64_t cycle) const;

 private:
  // By how much the board's microseconds have run ahead.
  long double ahead_us(long double true_us) const;

  long double ppm_;
  long double ppm_per_s_;
};

// What stands at the other end of the wire. Times are true microseconds since the
// start.
class Host {
 public:
  static constexpr std::int64_t kNever_us = FaultyWire::kNever_us;

  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  // Bytes that have just come in.
  virtual void receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) = 0;
  // Called when next_wakeup_us() has come, and after each receive(). Appends to `out`
  // the bytes for the board.
  virtual void wake(std::int64_t now_us, std::vector<std::uint8_t>& out) = 0;
  // kNever_us: only by bytes. After wake(), later than its now_us.
  virtual std::int64_t next_wakeup_us() const = 0;
};

struct LockstepOptions {
  std::uint64_t seed = 1;
  WireFaults to_board = {};
  WireFaults to_host = {};
  double ppm = 0;
  double ppm_per_s = 0;
};

// A board and a host in one virtual time. It goes from event to event (a byte at
// either end, a wake-up), so that idle time costs nothing and no event waits for
// another's tick.
class Lockstep {
 public:
  // Both outlive it. The board is fresh: its cycle 0 is true time 0.
  Lockstep(SimulatedBoard& board, Host& host, const LockstepOptions& options = {});

  std::int64_t now_us() const { return now_us_; }
  void run_until(std::int64_t true_us);
  void run_for(std::int64_t us) { run_until(now_us_ + us); }

  // An edge at a true time.
  void schedule_input(std::int64_t true_us, unsigned input, bool high) {
    board_.schedule_input(crystal_.cycle_at(true_us), input, high);
  }

  FaultyWire& to_board() { return to_board_; }
  FaultyWire& to_host() { return to_host_; }
  const Crystal& crystal() const { return crystal_; }
  std::int64_t true_us(std::uint64_t cycle) const { return crystal_.true_us(cycle); }

  // Both directions, from now on.
  void cut();
  void mend();

 private:
  void run_board_until(std::int64_t true_us);
  void deliver_to_host();
  void deliver_to_board();
  void wake_host();

  SimulatedBoard& board_;
  Host& host_;
  Crystal crystal_;
  FaultyWire to_board_;
  FaultyWire to_host_;
  std::int64_t now_us_ = 0;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace dyad::firmware_test
