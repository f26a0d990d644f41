#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/core/input.hpp"
#include "dyad/task/plan.hpp"

// Random plans and streams for the oracle's test. Times are small, so that ties,
// boundaries and ±1 µs come up all the time.
namespace dyad::task::oracle {

// Every option of a plan, from one number.
Plan random_plan(std::uint32_t number);

// One number makes one input, so that a stream shrinks fast. The start comes first;
// the plan's duration is set to end about where the stream does, or long after.
std::vector<Input> random_inputs(const std::vector<std::uint32_t>& numbers, Plan& plan,
                                 std::uint32_t options);

// Of a stream, for whoever must find out why it is decided as it is.
std::string text_of(const Input& input);
std::string text_of(const Plan& plan);

}  // namespace dyad::task::oracle
