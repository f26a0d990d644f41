#pragma once

#include <string>

#include "dyad/cli/daemon.hpp"

namespace dyad::cli {

// NAME[@ID], as a stored schedule or rig is named.
struct DocumentName {
  std::string name;
  std::string version;  // empty: the newest
};
DocumentName document_name(const std::string& text);

// Stores a file through POST of `path`, /schedules or /rigs. A complaint names the
// file.
Reply store_document(const Daemon& daemon, const std::string& path,
                     const std::string& file, const std::string& note);

}  // namespace dyad::cli
