#include "dyad/device/gpio_persistence.hpp"

#include <fstream>

namespace dyad::device {

std::optional<std::string> released_outputs_stay_driven(
    const std::filesystem::path& modules) {
  // The drivers of the Pi up to 4 and of the Pi 5.
  for (const char* driver : {"pinctrl_bcm2835", "pinctrl_rp1"}) {
    const auto file = modules / driver / "parameters" / "persist_gpio_outputs";
    std::ifstream parameter(file);
    char value = 0;
    if (parameter >> value && (value == 'Y' || value == '1')) return file.string();
  }
  return std::nullopt;
}

}  // namespace dyad::device
