#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::cli {

// How avrdude reaches one kind of board through its bootloader.
struct FlashTarget {
  std::string_view name;        // as --board has it
  std::string_view part;        // avrdude -p
  std::string_view programmer;  // avrdude -c
  unsigned baud = 0;            // of the bootloader
  std::string_view firmware;    // dyad_firmware_NAME.hex
};

// uno, nano, nano-old, mega. None for another name.
std::optional<FlashTarget> flash_target(std::string_view name);

std::vector<std::string> avrdude_arguments(const FlashTarget& target,
                                           const std::string& port,
                                           const std::string& hex);

// Where the firmware may be that belongs to the program in `folder`: where a build
// puts it, and where `cmake --install` does. In the order in which to look.
std::vector<std::filesystem::path> firmware_places(const FlashTarget& target,
                                                   const std::filesystem::path& folder);

}  // namespace dyad::cli
