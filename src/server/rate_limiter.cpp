#include "dyad/server/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace dyad::server {

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& client, Time now) {
  const auto found = by_client_.find(client);
  if (found != by_client_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() == kMaxClients) {
    by_client_.erase(buckets_.back().client);
    buckets_.pop_back();
  }
  buckets_.push_front({client, burst_, now});
  by_client_[client] = buckets_.begin();
  return buckets_.front();
}

std::optional<int> RateLimiter::take(const std::string& client, Time now) {
  Bucket& bucket = bucket_of(client, now);
  const double passed_s = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.left = std::min(burst_, bucket.left + std::max(0.0, passed_s) * per_s_);
  bucket.filled = now;
  if (bucket.left >= 1.0) {
    bucket.left -= 1.0;
    return std::nullopt;
  }
  return std::max(1, static_cast<int>(std::ceil((1.0 - bucket.left) / per_s_)));
}

}  // namespace dyad::server
