#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"

namespace dyad::cli {

// Gives the stage of the schedule these labels, each written NAME=VALUE, in place of
// what it says itself; a later one of a name counts. Whether a value is right is seen
// when the schedule is read again. What is not of the form, and a name that is no
// label, is a problem.
void set_labels(config::Document& schedule, std::size_t stage,
                const std::vector<std::string>& labels, config::Problems& problems);

}  // namespace dyad::cli
