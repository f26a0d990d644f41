#pragma once

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "findings.hpp"

namespace dyad::config {

// What stands in the document, complete only where `findings` has none.
Rig read_rig(const Document& document, Findings& findings);
Schedule read_schedule(const Document& document, Findings& findings);

}  // namespace dyad::config
