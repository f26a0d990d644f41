#include "dyad/server/wrong_tokens.hpp"

#include <algorithm>

namespace dyad::server {

void WrongTokens::forget_old(Attempts& attempts, Time now) {
  std::erase_if(attempts.wrong,
                [now](const auto& each) { return now - each.second >= kWindow; });
}

std::optional<int> WrongTokens::blocked(const std::string& client, Time now) {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return std::nullopt;
  forget_old(found->second, now);
  if (found->second.wrong.size() < kMost) return std::nullopt;
  const auto left = found->second.wrong.front().second + kWindow - now;
  return std::max(
      1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count()));
}

// Those whose last attempt was longest ago go first.
void WrongTokens::make_room(Time now) {
  std::erase_if(clients_, [now](const auto& each) {
    return now - each.second.wrong.back().second >= kWindow;
  });
  if (clients_.size() < kMaxClients) return;
  clients_.erase(std::min_element(
      clients_.begin(), clients_.end(), [](const auto& a, const auto& b) {
        return a.second.wrong.back().second < b.second.wrong.back().second;
      }));
}

void WrongTokens::add(const std::string& client, const TokenHash& wrong, Time now) {
  if (clients_.size() >= kMaxClients && !clients_.contains(client)) make_room(now);
  Attempts& attempts = clients_[client];
  const bool known =
      std::any_of(attempts.wrong.begin(), attempts.wrong.end(),
                  [&wrong](const auto& each) { return each.first == wrong; });
  if (!known && attempts.wrong.size() < kMost) attempts.wrong.emplace_back(wrong, now);
}

}  // namespace dyad::server
