#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace dyad::gpio_sim {

// The processes that this one started, and those that they started, as /proc has them.
std::vector<pid_t> descendants_of(pid_t ancestor);

// The first of them that has this word in its command line; 0: there is none.
pid_t child_named(pid_t ancestor, const std::string& word);

bool exists(pid_t process);

// Duplicates of its descriptors of this kind, as /proc shows it; the caller closes
// them. Needs the right to trace it.
std::vector<int> descriptors_like(pid_t process, const std::string& kind);

}  // namespace dyad::gpio_sim
