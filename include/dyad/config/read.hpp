#pragma once

#include <optional>
#include <string>

#include "dyad/config/document.hpp"
#include "dyad/config/problem.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"

namespace dyad::config {

inline constexpr const char* kRigFormat = "dyad-rig/1";
inline constexpr const char* kScheduleFormat = "dyad-schedule/1";

enum class FileKind { rig, schedule };

// By its format. None, with a problem, where it is neither.
std::optional<FileKind> kind_of(const Document& document, Problems& problems);

// None where anything is wrong; every problem is appended.
std::optional<Rig> read_rig(const Document& document, Problems& problems);
std::optional<Schedule> read_schedule(const Document& document, Problems& problems);

// What no file can be judged for alone: seats and channels that the schedule names
// exist and are of the right kind, everybody has an operandum, rewards are within the
// valves' calibration and cap. Each problem once, whichever of a stage's conditions it
// is found in. The document must be the one that the schedule was read from.
void check_together(const Rig& rig, const Schedule& schedule,
                    const Document& schedule_document, Problems& problems);

// Replaces the value at a JSON pointer, which must name a member the format
// knows (it need not be present where it has a default). For --set and --duration:
// the patched document is what the log's header holds.
// Returns false, with a problem, where the pointer leads nowhere.
bool set_value(Document& document, const std::string& pointer, const Json& value,
               Problems& problems);

// Sets how long a session of any stage lasts, in whichever unit the schedule gives
// it. The document must be a schedule that read_schedule accepts.
void set_duration(Document& document, Duration duration);

}  // namespace dyad::config
