#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace dyad::device {

// Raspberry Pi kernels can leave an output driven as it was when the program that
// held it is gone (persist_gpio_outputs). Yields the parameter's file if it says
// so for one of the Pi's GPIO drivers; nothing on any other kernel. The argument is
// where the kernel shows its modules.
std::optional<std::string> released_outputs_stay_driven(
    const std::filesystem::path& modules = "/sys/module");

}  // namespace dyad::device
