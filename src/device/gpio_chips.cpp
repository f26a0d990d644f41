#include "gpio_chips.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>

namespace dyad::device {
namespace {

namespace fs = std::filesystem;

struct ChipEntry {
  fs::path path;
  std::string name;
  std::string label;
};

struct ChipList {
  std::vector<ChipEntry> chips;
  std::optional<Error> unreadable;  // of the first chip that could not be opened
};

std::vector<fs::path> chip_paths() {
  std::vector<fs::path> paths;
  std::error_code ignored;  // an unreadable /dev has no chips
  for (const auto& entry : fs::directory_iterator("/dev", ignored)) {
    const std::string name = entry.path().filename().string();
    // Symbolic links are other names of a chip that is in the list already.
    if (name.rfind("gpiochip", 0) == 0 && !entry.is_symlink(ignored)) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

ChipList list_chips() {
  ChipList list;
  for (const fs::path& path : chip_paths()) {
    try {
      const gpiod::chip chip(path);
      const auto info = chip.get_info();
      list.chips.push_back({path, info.name(), info.label()});
    } catch (const std::system_error& error) {
      // A chip may vanish between the listing and the opening.
      if (!list.unreadable)
        list.unreadable = gpio_error("opening " + path.string(), error);
    }
  }
  return list;
}

std::string names_of(const std::vector<ChipEntry>& chips) {
  std::string text;
  for (const ChipEntry& chip : chips) {
    if (!text.empty()) text += ", ";
    text += chip.name + " (label \"" + chip.label + "\")";
  }
  return text;
}

Result<gpiod::chip> open_chip(const fs::path& path) {
  try {
    return gpiod::chip(path);
  } catch (const std::system_error& error) {
    return gpio_error("opening the GPIO chip " + path.string(), error);
  }
}

Error no_such_chip(const std::string& wanted, const ChipList& list) {
  if (list.unreadable) return *list.unreadable;
  if (list.chips.empty()) {
    return {"no GPIO chip \"" + wanted + "\": this machine has no GPIO chip at all",
            "run on the Raspberry Pi, or use a rig with the simulated device"};
  }
  return {"no GPIO chip with the label or name \"" + wanted + "\"",
          "this machine has " + names_of(list.chips) +
              "; put one of these labels into the device's \"chip\""};
}

}  // namespace

Error gpio_error(const std::string& doing, const std::system_error& error) {
  const int code = error.code().value();
  const std::string what = doing + " failed: " + error.code().message();
  if (code == EACCES || code == EPERM) {
    return {what,
            "add your user to the group gpio (sudo usermod -aG gpio $USER) and log in "
            "again"};
  }
  if (code == EBUSY) return {what, "another program holds a line; gpioinfo names it"};
  if (code == ENODEV || code == ENOENT || code == ENXIO) {
    return {what,
            "the chip is gone or cannot deliver edges; check cables and overlays"};
  }
  return {what, "see the kernel's messages (dmesg)"};
}

Error gpio_error(const std::string& doing, const std::logic_error& error) {
  return {doing + " failed: " + error.what(),
          "the chip may not support the bias that the rig asks for; try \"as_is\""};
}

Result<gpiod::chip> find_gpio_chip(const std::string& wanted) {
  if (wanted.rfind('/', 0) == 0) return open_chip(wanted);
  const ChipList list = list_chips();
  std::vector<ChipEntry> matches;
  std::copy_if(list.chips.begin(), list.chips.end(), std::back_inserter(matches),
               [&](const ChipEntry& chip) {
                 return chip.label == wanted || chip.name == wanted;
               });
  if (matches.empty()) return no_such_chip(wanted, list);
  if (matches.size() > 1) {
    return Error{"the GPIO chip \"" + wanted + "\" is ambiguous: " + names_of(matches),
                 "write the name of the one you mean into the device's \"chip\""};
  }
  return open_chip(matches.front().path);
}

}  // namespace dyad::device
