#include "open_files.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace dyad::server {

void allow_open_files(std::size_t count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  if (limit.rlim_cur >= count) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, count);
  // Where it is refused, connections wait in the kernel until others have ended.
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace dyad::server
