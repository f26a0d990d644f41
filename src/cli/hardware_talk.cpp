#include "dyad/cli/hardware_talk.hpp"

#include <utility>

#include "dyad/cli/device_status_json.hpp"

namespace dyad::cli {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds kLinesPeriod(34);
constexpr milliseconds kBeatPeriod(250);

// A member that is missing or of another type has no value: it is refused as 0 is.
std::int64_t integer(const Json& message, const char* name) {
  const auto found = message.find(name);
  return found != message.end() && found->is_number_integer()
             ? found->get<std::int64_t>()
             : 0;
}

std::string text(const Json& json) {
  return json.is_string() ? json.get<std::string>() : std::string();
}

std::string text(const Json& message, const char* name) {
  const auto found = message.find(name);
  return found == message.end() ? std::string() : text(*found);
}

}  // namespace

HardwareTalk::HardwareTalk(session::JsonLines& lines, const config::Rig& rig,
                           std::vector<device::Device*> devices)
    : lines_(lines), rig_(rig), devices_(std::move(devices)) {}

void HardwareTalk::say_open() { lines_.send({{"say", "open"}}); }

bool HardwareTalk::obey(session::HardwareBench& bench, Time now) {
  for (const Json& message : lines_.read()) {
    if (!obey(message, bench, now)) return false;
  }
  lines_.flush();
  return !lines_.ended();
}

bool HardwareTalk::obey(const Json& message, session::HardwareBench& bench, Time now) {
  const std::string what = text(message, "do");
  if (what == "pulse") begin_pulses(message, bench, now);
  if (what == "stop") bench.stop(integer(message, "job"), now);
  if (what == "flush") begin_flush(message, bench, now);
  if (what == "unflush") bench.unflush(integer(message, "lease"), now);
  return what != "quit";
}

void HardwareTalk::begin_pulses(const Json& message, session::HardwareBench& bench,
                                Time now) {
  const std::string channel = text(message, "channel");
  bench.pulse({.number = integer(message, "job"),
               .channel = rig_.find_channel(channel).value_or(kNoChannel),
               .duration = Duration::from_us(integer(message, "duration_us")),
               .count = integer(message, "count"),
               .gap = Duration::from_us(integer(message, "gap_us"))},
              now);
}

void HardwareTalk::begin_flush(const Json& message, session::HardwareBench& bench,
                               Time now) {
  std::vector<ChannelIndex> channels;
  if (const auto named = message.find("channels"); named != message.end()) {
    for (const Json& name : *named) {
      channels.push_back(rig_.find_channel(text(name)).value_or(kNoChannel));
    }
  }
  bench.flush(integer(message, "lease"), channels,
              Duration::from_us(integer(message, "lease_us")), now);
}

void HardwareTalk::tell() {
  const auto wall = WallClock::now();
  if (!changed_.empty() && wall - last_lines_ >= kLinesPeriod) {
    // What did not go out is told with the next change, or the next turn.
    if (lines_.offer({{"say", "lines"}, {"lines", changed_}})) {
      changed_ = nlohmann::ordered_json::object();
    }
    last_lines_ = wall;
  }
  if (wall - last_beat_ >= kBeatPeriod) {
    lines_.offer({{"say", "beat"}, {"devices", device_status_json(rig_, devices_)}});
    last_beat_ = wall;
  }
}

void HardwareTalk::on_line(ChannelIndex channel, bool active) {
  changed_[rig_.channels[channel].name] = active;
}

void HardwareTalk::on_pulse(const session::PulseJob& job, std::int64_t done,
                            const Actuation& pulse) {
  lines_.send({{"say", "pulse"},
               {"job", job.number},
               {"done", done},
               {"of", job.count},
               {"open_us", pulse.duration.us()},
               {"status", to_text(pulse.status)}});
}

void HardwareTalk::on_job_end(session::JobNumber job, const std::string& state,
                              const std::string& detail) {
  lines_.send({{"say", "job"}, {"job", job}, {"state", state}, {"detail", detail}});
}

void HardwareTalk::on_flush_end(session::LeaseNumber lease, const std::string& reason,
                                const std::string& detail) {
  lines_.send(
      {{"say", "unflushed"}, {"lease", lease}, {"reason", reason}, {"detail", detail}});
}

}  // namespace dyad::cli
