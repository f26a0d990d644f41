#include "gpio_sim/sim_chip.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace dyad::gpio_sim {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text << std::flush;
  if (!out) {
    throw std::runtime_error("writing \"" + text + "\" to " + file.string() +
                             " failed; run this through scripts/with-gpio-sim");
  }
}

std::string read(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  if (!(in >> word)) throw std::runtime_error("reading " + file.string() + " failed");
  return word;
}

}  // namespace

SimChip::SimChip(std::string label, std::vector<std::string> line_names)
    : config_(fs::path("/sys/kernel/config/gpio-sim") /
              (label + "-" + std::to_string(::getpid()))),
      lines_(std::move(line_names)) {
  const fs::path bank = config_ / "bank0";
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    fs::create_directories(bank / ("line" + std::to_string(i)));
  }
  write(bank / "num_lines", std::to_string(lines_.size()));
  write(bank / "label", label);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    write(bank / ("line" + std::to_string(i)) / "name", lines_[i]);
  }
  plug();
}

SimChip::~SimChip() {
  std::ofstream(config_ / "live") << '0' << std::flush;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    ::rmdir((config_ / "bank0" / ("line" + std::to_string(i))).c_str());
  }
  ::rmdir((config_ / "bank0").c_str());
  ::rmdir(config_.c_str());
}

void SimChip::plug() {
  write(config_ / "live", "1");
  sysfs_ = fs::path("/sys/devices/platform") / read(config_ / "dev_name") /
           read(config_ / "bank0" / "chip_name");
}

void SimChip::unplug() { write(config_ / "live", "0"); }

fs::path SimChip::device() const { return fs::path("/dev") / sysfs_.filename(); }

fs::path SimChip::line_folder(const std::string& line) const {
  const auto found = std::find(lines_.begin(), lines_.end(), line);
  if (found == lines_.end()) throw std::runtime_error("the chip has no line " + line);
  return sysfs_ / ("sim_gpio" + std::to_string(found - lines_.begin()));
}

void SimChip::pull(const std::string& line, bool high) const {
  write(line_folder(line) / "pull", high ? "pull-up" : "pull-down");
}

bool SimChip::value(const std::string& line) const {
  return read(line_folder(line) / "value") == "1";
}

}  // namespace dyad::gpio_sim
