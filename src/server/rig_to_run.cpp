#include "dyad/server/rig_to_run.hpp"

#include <utility>

#include "dyad/config/read.hpp"
#include "dyad/server/calibration_store.hpp"
#include "dyad/server/durable_file.hpp"
#include "dyad/server/sha256.hpp"

namespace dyad::server {
namespace {

constexpr std::size_t kHashDigits = 12;

Result<RigToRun> stored(const DaemonSetup& setup, const config::Json& json) {
  const std::string text = json.dump(2) + '\n';
  const std::string folder = setup.data_folder + "/.run";
  const std::string path =
      folder + "/rig-" + sha256_hex(text).substr(0, kHashDigits) + ".json";
  if (const Status made = make_folder(folder); !made) return made.error();
  if (const auto kept = store_new_file(path, text); !kept) return kept.error();
  config::Problems problems;
  auto document = config::parse_document(path, text, problems);
  std::optional<config::Rig> rig;
  if (document) rig = config::read_rig(*document, problems);
  if (!rig || !problems.empty()) {
    return Error{"the rig with its calibrations is not valid: " +
                     (problems.empty() ? path : problems.front().text()),
                 "Calibrate the valve again, or start the daemon with a rig file that "
                 "has the newest table."};
  }
  return RigToRun{path, std::move(*document), std::move(*rig)};
}

}  // namespace

Result<RigToRun> rig_to_run(const DaemonSetup& setup) {
  const CalibrationStore store(setup.data_folder, setup.rig.name);
  const auto json = apply_calibrations(setup.rig_document.json, store);
  if (!json) return json.error();
  if (*json == setup.rig_document.json) {
    return RigToRun{setup.rig_file, setup.rig_document, setup.rig};
  }
  return stored(setup, *json);
}

}  // namespace dyad::server
