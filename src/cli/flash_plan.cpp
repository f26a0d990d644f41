#include "dyad/cli/flash_plan.hpp"

#include <algorithm>
#include <array>

namespace dyad::cli {
namespace {

constexpr std::array<FlashTarget, 4> kTargets{{
    {"uno", "atmega328p", "arduino", 115'200, "uno"},
    {"nano", "atmega328p", "arduino", 115'200, "uno"},
    {"nano-old", "atmega328p", "arduino", 57'600, "uno"},
    {"mega", "atmega2560", "wiring", 115'200, "mega"},
}};

}  // namespace

std::optional<FlashTarget> flash_target(std::string_view name) {
  const auto found =
      std::find_if(kTargets.begin(), kTargets.end(),
                   [name](const FlashTarget& target) { return target.name == name; });
  if (found == kTargets.end()) return std::nullopt;
  return *found;
}

// -D: a bootloader erases page by page, and cannot erase the chip.
std::vector<std::string> avrdude_arguments(const FlashTarget& target,
                                           const std::string& port,
                                           const std::string& hex) {
  return {"-p",
          std::string(target.part),
          "-c",
          std::string(target.programmer),
          "-P",
          port,
          "-b",
          std::to_string(target.baud),
          "-D",
          "-U",
          "flash:w:" + hex + ":i"};
}

std::vector<std::filesystem::path> firmware_places(
    const FlashTarget& target, const std::filesystem::path& folder) {
  const std::string name = "dyad_firmware_" + std::string(target.firmware) + ".hex";
  return {folder / "firmware" / name,
          folder.parent_path() / "share/dyad/firmware" / name};
}

}  // namespace dyad::cli
