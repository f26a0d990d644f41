#pragma once

#include "dyad/config/rig.hpp"
#include "object.hpp"

// What is different about a channel on a microcontroller.
namespace dyad::config {

void read_mcu_line(Object& object, Channel& channel);

// Notes what `channel`, as read from `object`, has and a board does not.
void check_mcu_channel(const Object& object, const Channel& channel);

}  // namespace dyad::config
