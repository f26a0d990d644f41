#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/device/device.hpp"
#include "dyad/session/hardware_bench.hpp"
#include "dyad/session/json_lines.hpp"

namespace dyad::cli {

// What `dyad hardware` and the daemon say to each other: decision 8. Used from the
// bench's thread; no call blocks.
class HardwareTalk final : public session::HardwareBench::Listener {
 public:
  // All outlive the talk.
  HardwareTalk(session::JsonLines& lines, const config::Rig& rig,
               std::vector<device::Device*> devices);

  void say_open();

  // Does what the daemon asked for. False: it said `quit`, or its end is closed.
  bool obey(session::HardwareBench& bench, Time now);
  // Says what is due: lines that changed, the beat.
  void tell();

  void on_line(ChannelIndex channel, bool active) override;
  void on_pulse(const session::PulseJob& job, std::int64_t done,
                const Actuation& pulse) override;
  void on_job_end(session::JobNumber job, const std::string& state,
                  const std::string& detail) override;
  void on_flush_end(session::LeaseNumber lease, const std::string& reason,
                    const std::string& detail) override;

 private:
  using WallClock = std::chrono::steady_clock;
  bool obey(const nlohmann::json& message, session::HardwareBench& bench, Time now);
  void begin_pulses(const nlohmann::json& message, session::HardwareBench& bench,
                    Time now);
  void begin_flush(const nlohmann::json& message, session::HardwareBench& bench,
                   Time now);

  session::JsonLines& lines_;
  const config::Rig& rig_;
  std::vector<device::Device*> devices_;
  nlohmann::ordered_json changed_ = nlohmann::ordered_json::object();
  WallClock::time_point last_lines_;
  WallClock::time_point last_beat_;
};

}  // namespace dyad::cli
