#pragma once

#include <optional>
#include <string>

#include "dyad/config/document.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::cli {

// A session log that a schedule names, at `pointer`. A relative path is relative to
// the schedule's folder, so that a schedule means the same wherever dyad is started.
// None, with a problem, where it is no log that can be read.
std::optional<log::Reader> open_named_log(const config::Document& schedule,
                                          const std::string& pointer,
                                          const std::string& name,
                                          config::Problems& problems);

// The problem, if the reader stopped before the end of the log.
bool read_whole(const log::Reader& reader, const config::Document& schedule,
                const std::string& pointer, config::Problems& problems);

}  // namespace dyad::cli
