#include "dyad/device/mcu_pulses.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace dyad::device {

Status McuPulses::add(const Command& command, unsigned output) {
  auto& queue = queues_[output];
  if (queue.size() == kMaxPulses) {
    return Error{"out" + std::to_string(output) + ": " + std::to_string(kMaxPulses) +
                     " pulses are waiting already",
                 "shorten the pulses or space them further apart in the schedule"};
  }
  queue.push_back({command, output, 0});
  return Ok{};
}

std::optional<McuPulses::Pulse> McuPulses::next_to_send() {
  for (auto& queue : queues_) {
    if (queue.empty() || queue.front().token != 0) continue;
    queue.front().token = new_token();
    return queue.front();
  }
  return std::nullopt;
}

void McuPulses::bind(const Command& command, unsigned output, std::uint16_t token) {
  queues_[output].push_front({command, output, token});
}

std::uint16_t McuPulses::new_token() {
  if (++last_token_ == 0) ++last_token_;
  return last_token_;
}

std::optional<McuPulses::Pulse> McuPulses::take(std::uint16_t token) {
  for (auto& queue : queues_) {
    const auto it = std::find_if(queue.begin(), queue.end(), [&](const Pulse& pulse) {
      return token != 0 && pulse.token == token;
    });
    if (it == queue.end()) continue;
    Pulse pulse = std::move(*it);
    queue.erase(it);
    return pulse;
  }
  return std::nullopt;
}

std::vector<McuPulses::Pulse> McuPulses::take_unsent() {
  std::vector<Pulse> taken;
  for (auto& queue : queues_) {
    while (!queue.empty() && queue.back().token == 0) {
      taken.push_back(std::move(queue.back()));
      queue.pop_back();
    }
  }
  std::sort(taken.begin(), taken.end(), [](const Pulse& a, const Pulse& b) {
    return a.command.token < b.command.token;
  });
  return taken;
}

std::vector<McuPulses::Pulse> McuPulses::take_sent() {
  std::vector<Pulse> taken;
  for (const std::uint16_t token : sent_tokens()) taken.push_back(*take(token));
  return taken;
}

std::vector<std::uint16_t> McuPulses::sent_tokens() const {
  std::vector<std::uint16_t> tokens;
  for (const auto& queue : queues_) {
    for (const Pulse& pulse : queue) {
      if (pulse.token != 0) tokens.push_back(pulse.token);
    }
  }
  return tokens;
}

bool McuPulses::empty() const {
  return std::all_of(queues_.begin(), queues_.end(),
                     [](const auto& queue) { return queue.empty(); });
}

}  // namespace dyad::device
