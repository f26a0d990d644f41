#include "dyad/link/command_queue.hpp"

#include <algorithm>
#include <utility>

namespace dyad::link {

void CommandQueue::push(dyad_firmware::MessageType type,
                        std::vector<std::uint8_t> payload) {
  commands_.push_back({type, std::move(payload), sequence_++});
}

void CommandQueue::acknowledged(std::uint16_t ack, Time now) {
  if (commands_.empty()) return;
  const auto count = static_cast<std::uint16_t>(ack - commands_.front().sequence);
  if (count == 0 || count > sent_) return;  // old, or of another link
  commands_.erase(commands_.begin(), commands_.begin() + count);
  sent_ -= count;
  progress_at_ = now;
}

const QueuedCommand* CommandQueue::next(Time now) {
  if (sent_ > 0 && now - progress_at_ >= kResendAfter) {
    resent_ += sent_;
    sent_ = 0;
  }
  if (sent_ == std::min<std::size_t>(commands_.size(), dyad_firmware::kCommandWindow)) {
    return nullptr;
  }
  if (sent_ == 0) progress_at_ = now;
  return &commands_[sent_++];
}

std::optional<Time> CommandQueue::next_wakeup() const {
  if (sent_ > 0) return progress_at_ + kResendAfter;
  return std::nullopt;
}

void CommandQueue::restart(std::uint16_t sequence) {
  commands_.clear();
  sent_ = 0;
  sequence_ = sequence;
}

}  // namespace dyad::link
