#include "sim_session.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "dyad/config/read.hpp"
#include "dyad/device/sim_device.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/session.hpp"
#include "dyad/session/simulated_loop.hpp"

namespace dyad::benchmarks {
namespace {

config::Document document(const std::string& path) {
  config::Problems problems;
  auto read = config::read_document(std::string(DYAD_SOURCE_DIR) + path, problems);
  if (!read) std::abort();
  return *read;
}

// A log in the temporary folder for as long as the process lives.
class DayLog {
 public:
  DayLog()
      : path_(std::filesystem::temp_directory_path() /
              ("dyad-bench-day-" + std::to_string(getpid()) + ".jsonl")) {
    const SimSession session;
    auto writer = log::Writer::create(path_.string(), session.header,
                                      {.sync_interval = Duration::from_ms(200),
                                       .ring_bytes = std::size_t{4} << 20U,
                                       .wait_for_room = true});
    if (!writer) std::abort();
    (*writer)->start();
    session.run(**writer);
    if (!(*writer)->close()) std::abort();
  }
  ~DayLog() { std::remove(path_.c_str()); }

  const std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

SimSession::SimSession() {
  config::Problems problems;
  const config::Document rig_document = document("/rig-configs/rigs/sim.json");
  config::Document schedule_document =
      document("/rig-configs/schedules/quick-start.json");
  config::set_duration(schedule_document, Duration::from_s(24 * 3600));
  const auto read_rig = config::read_rig(rig_document, problems);
  const auto read_schedule = config::read_schedule(schedule_document, problems);
  if (!read_rig || !read_schedule) std::abort();
  rig = *read_rig;
  schedule = *read_schedule;
  plan = task::make_plan(rig, schedule, 0);
  header.source = "sim";
  header.rig = rig_document.json;
  header.schedule = schedule_document.json;
  header.subjects = {"A", "B"};
  header.seed = 1;
}

void SimSession::run(log::Sink& sink) const {
  device::SimDevice device(rig, 0, header.seed);
  session::Session session({.rig = rig,
                            .plan = plan,
                            .seed = header.seed,
                            .devices = {&device},
                            .log = sink,
                            .on_fault = {}});
  session::VirtualClock clock;
  session::SimulatedLoop(session, clock, std::nullopt, {}).run();
  if (session.end_reason() != "duration") std::abort();
}

const std::string& logged_day() {
  static const DayLog day;
  static const std::string path = day.path();
  return path;
}

}  // namespace dyad::benchmarks
