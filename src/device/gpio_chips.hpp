#pragma once

#include <gpiod.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"

namespace dyad::device {

// The chip that a rig file means by a label, a name or a path.
Result<gpiod::chip> find_gpio_chip(const std::string& wanted);

// The lines of the channels on that chip, with every problem found on the way.
struct ResolvedLines {
  std::vector<std::pair<const config::Channel*, gpiod::line::offset>> inputs;
  std::vector<std::pair<const config::Channel*, gpiod::line::offset>> outputs;
  std::vector<Error> problems;
};
ResolvedLines resolve_gpio_lines(const gpiod::chip& chip, const config::Rig& rig,
                                 SourceIndex source);

// What the system said, in words, with what to do about it.
Error gpio_error(const std::string& doing, const std::system_error& error);
Error gpio_error(const std::string& doing, const std::logic_error& error);

}  // namespace dyad::device
