#include "dyad/cli/firmware_finding.hpp"

#include <fmt/format.h>

#include <charconv>
#include <variant>

#include "dyad/device/mcu_setup.hpp"
#include "dyad_firmware/protocol.h"

namespace dyad::cli {

namespace fw = dyad_firmware;

std::uint32_t build_number(const std::string& commit) {
  constexpr std::size_t kDigits = 8;
  std::uint32_t number = 0;
  const std::string digits = commit.substr(0, kDigits);
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number, 16);
  return digits.size() == kDigits && read.ptr == end ? number : 0;
}

server::Finding firmware_finding(const config::Rig& rig, SourceIndex board,
                                 const AskPort& ask, std::uint32_t build) {
  using server::Level;
  const config::Device& device = rig.devices[board];
  const std::string& port = std::get<config::McuDevice>(device.kind).port;
  const std::string flash =
      "dyad mcu flash " + port + " puts this dyad's firmware on it";
  server::Finding finding{"firmware", Level::ok, "Firmware of \"" + device.name + "\"",
                          "", ""};
  const auto worse = [&finding](Level level, const Error& error) {
    finding.level = level;
    finding.detail = error.what;
    finding.remedy = error.remedy;
    return finding;
  };
  const Result<link::Hello> hello = ask(port);
  if (!hello) return worse(Level::fail, hello.error());
  if (const Status fits = device::McuSetup::fits(*hello, rig, board); !fits) {
    return worse(Level::fail, fits.error());
  }
  const std::string said = fmt::format("protocol {}.{}, build {:08x}", hello->major,
                                       hello->minor, hello->build);
  if (hello->minor != fw::kProtocolMinor) {
    return worse(Level::warn, {fmt::format("{}; this dyad has protocol {}.{}", said,
                                           fw::kProtocolMajor, fw::kProtocolMinor),
                               flash});
  }
  // The protocol is the contract; another build of it serves as well.
  const bool same = hello->build != 0 && hello->build == build;
  finding.detail =
      said + (same ? ", of this dyad's build" : ", as this dyad speaks it");
  return finding;
}

}  // namespace dyad::cli
