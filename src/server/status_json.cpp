#include "status_json.hpp"

#include <sys/statvfs.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>

namespace dyad::server {

using Json = nlohmann::ordered_json;

Json rig_json(const config::Rig& rig, const std::string& file) {
  Json channels = Json::array();
  for (const config::Channel& channel : rig.channels) {
    channels.push_back(
        {{"name", channel.name},
         {"kind", to_text(channel.kind)},
         {"seat",
          channel.subject == kNoSubject ? Json() : Json(rig.seats[channel.subject])},
         {"output", config::is_output(channel.kind)},
         {"device", rig.devices[channel.device].name}});
  }
  return {{"name", rig.name},
          {"file", file},
          {"simulated", rig.simulated()},
          {"seats", rig.seats},
          {"channels", std::move(channels)}};
}

std::string id_of(const std::string& log) {
  return std::filesystem::path(log).stem().string();
}

std::string now_utc() {
  const auto now = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  const auto seconds = static_cast<std::time_t>(ms.count() / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ",
                static_cast<int>(ms.count() % 1000));
  return std::string(text.data()) + fraction.data();
}

std::optional<std::uint64_t> free_bytes(const std::string& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

}  // namespace dyad::server
