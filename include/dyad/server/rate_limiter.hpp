#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace dyad::server {

// A token bucket for each client: `burst` at once, `per_s` in the long run. Remembers
// at most kMaxClients; whom it forgets, the one not heard of for longest, starts anew.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RateLimiter(double per_s, double burst) : per_s_(per_s), burst_(burst) {}

  // None: go on. Else for how many whole seconds to wait, at least 1.
  std::optional<int> take(const std::string& client, Time now);

  std::size_t clients() const { return buckets_.size(); }

  static constexpr std::size_t kMaxClients = 4096;

 private:
  struct Bucket {
    std::string client;
    double left;
    Time filled;
  };
  Bucket& bucket_of(const std::string& client, Time now);

  double per_s_;
  double burst_;
  std::list<Bucket> buckets_;  // latest heard of first
  std::unordered_map<std::string, std::list<Bucket>::iterator> by_client_;
};

}  // namespace dyad::server
