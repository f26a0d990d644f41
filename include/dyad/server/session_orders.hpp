#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/core/time.hpp"

namespace dyad::server {

// What `dyad run` is told; a text that is empty is left out.
struct RunPlan {
  std::string rig_file;
  std::string schedule_file;
  std::vector<std::string> subjects;
  std::string stage;
  std::string duration;
  std::vector<std::string> labels;  // NAME=VALUE
  std::string seed;
  std::string speed;
  std::string continued_log;  // the interrupted session that this one goes on with
};

// What a person gives an animal.
struct Water {
  std::uint32_t volume_nl = 0;
  Duration open;  // of the valve, by its calibration
};

}  // namespace dyad::server
