#include "dyad/cli/milliseconds_json.hpp"

#include <string>

namespace dyad::cli {

config::Json milliseconds_json(Duration duration) {
  const std::int64_t us = duration.us();
  if (us % 1000 == 0) return us / 1000;
  std::string fraction = std::to_string(1000 + us % 1000);
  fraction[0] = '.';
  return config::Json::parse(std::to_string(us / 1000) + fraction);
}

}  // namespace dyad::cli
