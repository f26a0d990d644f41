#include "dyad/server/hardware_routes.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "dyad/core/utc_text.hpp"
#include "dyad/server/body.hpp"
#include "dyad/server/problems.hpp"
#include "dyad/session/clocks.hpp"
#include "water.hpp"

namespace dyad::server {
namespace {

using Need = Body::Need;

constexpr std::int64_t kMostOpen_ms = 10'000;  // of an output that is no valve
constexpr std::int64_t kMostPulses = 1'000;
constexpr std::int64_t kShortestGap_ms = 10;
constexpr std::int64_t kLongestGap_ms = 10'000;
constexpr std::int64_t kUsualGap_ms = 200;
constexpr std::int64_t kShortestLease_ms = 100;

Problem nothing_of_this_number(const char* what, const std::string& number) {
  return no_such_thing(std::string("There is no ") + what + " " + number + ".",
                       "It may have ended; GET /hardware tells what is open.");
}

std::optional<std::uint64_t> number_of(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

Response done() {
  Response response;
  response.status = 204;
  return response;
}

class Routes {
 public:
  Routes(Hardware& hardware, std::function<config::Rig()> rig)
      : hardware_(hardware), rig_(std::move(rig)) {}

  Response pulse(const Request& request) const;
  Response reward(const Request& request) const;
  Response flush(const Request& request) const;
  Response renew(const Request& request) const;

  Hardware& hardware() const { return hardware_; }

 private:
  // Refuses a name that is no output, and says which there are.
  const config::Channel* output(const config::Rig& rig, const std::string& name,
                                const std::string& pointer, bool valve_only,
                                Body& body) const;
  Response begin(const Hardware::Pulses& pulses) const;
  Response lease(std::uint64_t number, std::int64_t lease_ms, int status) const;

  Hardware& hardware_;
  std::function<config::Rig()> rig_;
};

const config::Channel* Routes::output(const config::Rig& rig, const std::string& name,
                                      const std::string& pointer, bool valve_only,
                                      Body& body) const {
  std::string names;
  for (const config::Channel& channel : rig.channels) {
    const bool fits = valve_only ? channel.kind == config::ChannelKind::reward_valve
                                 : config::is_output(channel.kind);
    if (!fits) continue;
    if (channel.name == name) return &channel;
    names += (names.empty() ? "" : ", ") + channel.name;
  }
  body.refuse(pointer, "the rig has no " +
                           std::string(valve_only ? "valve '" : "output '") + name +
                           "'; it has: " + names);
  return nullptr;
}

// What a pulse of the channel may last at most.
std::int64_t most_open_ms(const config::Channel& channel) {
  return channel.kind == config::ChannelKind::reward_valve
             ? channel.valve.max_open.us() / 1000
             : kMostOpen_ms;
}

Response Routes::begin(const Hardware::Pulses& pulses) const {
  const auto now = Hardware::Clock::now();
  if (const auto problem = hardware_.open(now)) return to_response(*problem);
  return json_response(hardware_.pulse(pulses, now), 202);
}

Response Routes::pulse(const Request& request) const {
  Body body(request);
  const config::Rig rig = rig_();
  const std::string name = body.text("channel", Need::required);
  const config::Channel* channel =
      name.empty() ? nullptr : output(rig, name, "/channel", false, body);
  const auto open_ms = body.whole("duration_ms", Need::required, 1,
                                  channel ? most_open_ms(*channel) : kMostOpen_ms);
  const auto count = body.whole("count", Need::optional, 1, kMostPulses);
  const auto gap_ms =
      body.whole("gap_ms", Need::optional, kShortestGap_ms, kLongestGap_ms);
  if (const auto problem = body.problem()) return to_response(*problem);
  return begin({.channel = name,
                .open = Duration::from_ms(*open_ms),
                .count = static_cast<std::uint32_t>(count.value_or(1)),
                .gap = Duration::from_ms(gap_ms.value_or(kUsualGap_ms))});
}

Response Routes::reward(const Request& request) const {
  Body body(request);
  const config::Rig rig = rig_();
  const std::string name = body.text("channel", Need::required);
  const config::Channel* channel =
      name.empty() ? nullptr : output(rig, name, "/channel", true, body);
  const auto volume_nl = read_volume_nl(body, Need::required);
  std::optional<Water> water;
  if (channel != nullptr && volume_nl) water = water_from(*channel, *volume_nl, body);
  if (const auto problem = body.problem()) return to_response(*problem);
  return begin({.channel = name,
                .open = water->open,
                .count = 1,
                .gap = Duration::from_ms(kUsualGap_ms)});
}

Response Routes::flush(const Request& request) const {
  Body body(request);
  const config::Rig rig = rig_();
  const auto names = body.texts("channels", Need::required);
  for (std::size_t i = 0; i < names.size(); ++i) {
    output(rig, names[i], "/channels/" + std::to_string(i), true, body);
  }
  const auto lease_ms = body.whole("lease_ms", Need::required, kShortestLease_ms,
                                   Hardware::kMaxLease.us() / 1000);
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto now = Hardware::Clock::now();
  if (const auto problem = hardware_.open(now)) return to_response(*problem);
  return lease(hardware_.flush(names, Duration::from_ms(*lease_ms), now), *lease_ms,
               201);
}

Response Routes::renew(const Request& request) const {
  Body body(request);
  const auto lease_ms = body.whole("lease_ms", Need::required, kShortestLease_ms,
                                   Hardware::kMaxLease.us() / 1000);
  if (const auto problem = body.problem()) return to_response(*problem);
  const std::string& text = request.params.at("lease");
  const auto number = number_of(text);
  const bool renewed = number && hardware_.renew(*number, Duration::from_ms(*lease_ms),
                                                 Hardware::Clock::now());
  if (!renewed) return to_response(nothing_of_this_number("lease", text));
  return lease(*number, *lease_ms, 200);
}

Response Routes::lease(std::uint64_t number, std::int64_t lease_ms, int status) const {
  return json_response(
      {{"lease", number},
       {"until_utc", utc_text(session::utc_now_us() + lease_ms * 1000)}},
      status);
}

Response state_of(const Hardware& hardware) {
  return json_response(hardware.json(), 202);
}

void add_job_routes(Router& router, Hardware& hardware) {
  router.add({Method::get, "/api/v1/hardware/jobs/{job}", Role::viewer, Where::loop,
              [&hardware](const Request& request) {
                const std::string& text = request.params.at("job");
                const auto number = number_of(text);
                const auto* job = number ? hardware.job(*number) : nullptr;
                return job != nullptr
                           ? json_response(*job)
                           : to_response(nothing_of_this_number("job", text));
              }});
  router.add({Method::delete_, "/api/v1/hardware/jobs/{job}", Role::operator_,
              Where::loop, [&hardware](const Request& request) {
                const std::string& text = request.params.at("job");
                const auto number = number_of(text);
                if (number && hardware.stop(*number)) return done();
                return to_response(nothing_of_this_number("job", text));
              }});
}

void add_lease_routes(Router& router, const Routes& routes) {
  router.add({Method::post, "/api/v1/hardware/flush", Role::operator_, Where::loop,
              [routes](const Request& request) { return routes.flush(request); }});
  router.add({Method::put, "/api/v1/hardware/flush/{lease}", Role::operator_,
              Where::loop,
              [routes](const Request& request) { return routes.renew(request); }});
  router.add({Method::delete_, "/api/v1/hardware/flush/{lease}", Role::operator_,
              Where::loop, [&hardware = routes.hardware()](const Request& request) {
                const std::string& text = request.params.at("lease");
                const auto number = number_of(text);
                if (number && hardware.unflush(*number)) return done();
                return to_response(nothing_of_this_number("lease", text));
              }});
}

}  // namespace

void add_hardware_routes(Router& router, Hardware& hardware,
                         std::function<config::Rig()> rig) {
  const Routes routes(hardware, std::move(rig));
  router.add({Method::get, "/api/v1/hardware", Role::viewer, Where::loop,
              [&hardware](const Request&) { return json_response(hardware.json()); }});
  router.add({Method::post, "/api/v1/hardware/open", Role::operator_, Where::loop,
              [&hardware](const Request&) {
                const auto problem = hardware.open(Hardware::Clock::now());
                return problem ? to_response(*problem) : state_of(hardware);
              }});
  router.add({Method::post, "/api/v1/hardware/close", Role::operator_, Where::loop,
              [&hardware](const Request&) {
                hardware.close();
                return state_of(hardware);
              }});
  router.add({Method::post, "/api/v1/hardware/pulse", Role::operator_, Where::loop,
              [routes](const Request& request) { return routes.pulse(request); }});
  router.add({Method::post, "/api/v1/hardware/reward", Role::operator_, Where::loop,
              [routes](const Request& request) { return routes.reward(request); }});
  add_job_routes(router, hardware);
  add_lease_routes(router, routes);
}

}  // namespace dyad::server
