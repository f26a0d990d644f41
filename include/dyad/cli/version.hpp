#pragma once

namespace dyad::cli {

// Defined in version.cpp, which the build writes from version.cpp.in.
extern const char* const kVersion;  // of CMakeLists.txt
extern const char* const kCommit;   // of git, "-dirty" if changed; "unknown" without

}  // namespace dyad::cli
