#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dyad::gpio_sim {

// A chip of the kernel's GPIO simulator, and the hand on its lines. Removed at the
// end. What the kernel refuses throws: the test cannot go on.
class SimChip {
 public:
  SimChip(std::string label, std::vector<std::string> line_names);
  ~SimChip();
  SimChip(const SimChip&) = delete;
  SimChip& operator=(const SimChip&) = delete;

  // The level that the world puts on an input; an output keeps its own.
  void pull(const std::string& line, bool high) const;
  // The level on the line, be it an input or an output.
  bool value(const std::string& line) const;

  // Takes the chip away while its lines are held, and brings it back: then it has
  // another number.
  void unplug();
  void plug();

  // In /dev.
  std::filesystem::path device() const;

 private:
  std::filesystem::path line_folder(const std::string& line) const;

  std::filesystem::path config_;
  std::vector<std::string> lines_;
  std::filesystem::path sysfs_;
};

}  // namespace dyad::gpio_sim
