#pragma once

#include <memory>
#include <string>

#include "dyad/cli/experiment.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/writer.hpp"

namespace dyad::cli {

// A new log for the experiment in the folder, its header written, not yet started.
// Two programs that start at one instant get a log each.
Result<std::unique_ptr<log::Writer>> create_log(const std::string& folder,
                                                const Experiment& experiment,
                                                const std::string& source,
                                                const ClockAnchor& anchor,
                                                const log::WriterOptions& options);

}  // namespace dyad::cli
