// Carries out what the host commands: one function a command of protocol.h.
#ifndef DYAD_FIRMWARE_COMMANDS_H
#define DYAD_FIRMWARE_COMMANDS_H

#include "controller.h"

namespace dyad_firmware {

// For the time of one command, in which sample() does not interrupt.
template <typename Board>
class Commands {
 public:
  Commands(Controller<Board>& controller, const Frame& frame)
      : c_(controller), p_(frame.payload), size_(frame.size) {}

  void run(const Frame& frame) {
    const RefusalReason reason = dispatch(frame);
    if (reason == RefusalReason::none) return;
    c_.writer_.refused(frame.type, reason, c_.board_.now());
  }

 private:
  RefusalReason dispatch(const Frame& frame) {
    // clang-format off
    switch (static_cast<MessageType>(frame.type)) {
      case MessageType::configure_input: return configure_input();
      case MessageType::configure_output: return configure_output();
      case MessageType::start: return start();
      case MessageType::pulse: return pulse();
      case MessageType::flush: return flush();
      case MessageType::close_outputs: return close_outputs();
      case MessageType::clear: return clear();
      case MessageType::query_token: return query_token();
      case MessageType::sync: return sync();
      case MessageType::arm: return arm(frame);
      case MessageType::disarm: return disarm();
      default: return RefusalReason::value;
    }
    // clang-format on
  }

  RefusalReason configure_input() {
    if (size_ != 10) return RefusalReason::length;
    if (p_[0] >= kInputs) return RefusalReason::value;
    c_.hold_fire();
    c_.sensors_.configure(p_[0], p_[1], get_u32(p_ + 2), get_u32(p_ + 6));
    c_.configuration_.set_input(p_[0], p_, size_);
    return RefusalReason::none;
  }

  RefusalReason configure_output() {
    if (size_ != 2) return RefusalReason::length;
    if (p_[0] >= kOutputs) return RefusalReason::value;
    if (c_.state_ == BoardState::safe) return RefusalReason::state;
    c_.close_all();
    c_.outputs().configure(p_[0], p_[1]);
    c_.configuration_.set_output(p_[0], p_, size_);
    return RefusalReason::none;
  }

  RefusalReason start() {
    if (size_ != 6) return RefusalReason::length;
    if (get_u32(p_) != c_.board_.boot_id()) return RefusalReason::boot_id;
    if (get_u16(p_ + 4) != c_.configuration_.crc()) return RefusalReason::configuration;
    if (c_.state_ == BoardState::safe) return RefusalReason::state;
    c_.state_ = BoardState::running;
    return RefusalReason::none;
  }

  RefusalReason pulse() {
    if (size_ != 7) return RefusalReason::length;
    c_.pulses_.command(p_[2], get_u16(p_), get_u32(p_ + 3), false, c_.running());
    return RefusalReason::none;
  }

  RefusalReason flush() {
    if (size_ != 3) return RefusalReason::length;
    if (p_[2] >= kValveOutputs) return RefusalReason::value;
    c_.pulses_.flush(p_[2], get_u16(p_), c_.running());
    return RefusalReason::none;
  }

  RefusalReason close_outputs() {
    c_.close_all();
    return RefusalReason::none;
  }

  // The host has seen what happened: it may configure and start again.
  RefusalReason clear() {
    if (size_ != 4) return RefusalReason::length;
    if (get_u32(p_) != c_.board_.boot_id()) return RefusalReason::boot_id;
    if (c_.state_ != BoardState::safe) return RefusalReason::none;
    c_.state_ = BoardState::unconfigured;
    c_.reason_ = SafeReason::none;
    c_.writer_.instant(EventKind::cleared, c_.board_.now());
    return RefusalReason::none;
  }

  RefusalReason query_token() {
    if (size_ != 2) return RefusalReason::length;
    c_.pulses_.tell_state(get_u16(p_));
    return RefusalReason::none;
  }

  RefusalReason sync() {
    if (size_ != 1) return RefusalReason::length;
    c_.sync_.enable(p_[0] != 0);
    return RefusalReason::none;
  }

  RefusalReason arm(const Frame& frame) {
    ReflexPlan plan;
    if (!read_plan(frame, plan)) return RefusalReason::length;
    c_.disarm();
    const bool taken = c_.pulses_.take_tokens(plan);
    const bool may = taken && c_.running() && c_.pulses_.possible(plan);
    const ArmAnswer answer =
        may ? c_.reflex_.arm(plan, c_.sensors_.enabled()) : ArmAnswer::invalid;
    if (taken && answer != ArmAnswer::armed) c_.pulses_.forgo(plan);
    c_.wake_sampler();
    c_.writer_.armed(plan.trial, answer, c_.board_.now());
    return RefusalReason::none;
  }

  RefusalReason disarm() {
    c_.disarm();
    return RefusalReason::none;
  }

  Controller<Board>& c_;
  const uint8_t* p_;
  uint8_t size_;
};

template <typename Board>
void Controller<Board>::on_command(const Frame& frame) {
  const typename Board::SampleLock lock(board_);
  Commands<Board>(*this, frame).run(frame);
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_COMMANDS_H
