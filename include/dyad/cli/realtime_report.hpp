#pragma once

#include "dyad/cli/messages.hpp"
#include "dyad/session/realtime.hpp"

namespace dyad::cli {

// Sets this thread and process up for real time as far as this machine allows it, and
// tells the operator what was got, and what was refused with its remedy. When to call
// it: session::set_up_realtime.
session::RealtimeSetup set_up_and_report(Messages& messages,
                                         const session::RealtimeRequest& request);

}  // namespace dyad::cli
