#include "dyad/cli/new_log.hpp"

#include <filesystem>
#include <system_error>

#include "dyad/cli/log_path.hpp"

namespace dyad::cli {

Result<std::unique_ptr<log::Writer>> create_log(const std::string& folder,
                                                const Experiment& experiment,
                                                const std::string& source,
                                                const ClockAnchor& anchor,
                                                const log::WriterOptions& options) {
  for (;;) {
    const auto path = new_log_path(folder, anchor.utc_us, experiment.subjects);
    if (!path) return path.error();
    auto writer =
        log::Writer::create(*path, experiment.header(source, anchor), options);
    std::error_code ignored;
    const bool taken = !writer && std::filesystem::exists(*path, ignored);
    if (!taken) return writer;
  }
}

}  // namespace dyad::cli
