#pragma once

#include <string>
#include <vector>

#include "dyad/log/header.hpp"
#include "dyad/log/record.hpp"
#include "dyad/replay/setting.hpp"

// Logs of small sessions on the simulated rig, made without a session: inputs as
// given, and what the engine says of them.
namespace dyad::replay::testing {

struct Poke {
  std::int64_t us = 0;
  SubjectIndex subject = 0;
};

// Window 750 ms, ITI drawn from 1 to 2 s, 10 min, rewards of 4 µl.
log::Header header();

// The whole session, its end record included.
std::vector<log::Record> session(const log::Header& header,
                                 const std::vector<Poke>& pokes);

// Pokes of both animals, at random but the same every time.
std::vector<Poke> random_pokes(std::size_t count);

// Writes a log into a folder that is removed when the test process ends.
std::string write_log(const log::Header& header,
                      const std::vector<log::Record>& records);

}  // namespace dyad::replay::testing
