// The board's end of the line: takes frames in, acknowledges, and gives frames out, a
// byte at a time. Nothing here waits.
#ifndef DYAD_FIRMWARE_BOARD_LINK_H
#define DYAD_FIRMWARE_BOARD_LINK_H

#include "event_sender.h"
#include "frame.h"
#include "ticks.h"

namespace dyad_firmware {

// Board has: now(), Atomic, read_byte(byte), tx_room(), write_byte(byte). Handler has:
// on_new_link(), on_command(frame), on_emergency_stop(), fill_hello(payload),
// fill_status(payload), both yielding a size, and complete_to(next event's number).
template <typename Board, typename Handler>
class BoardLink {
 public:
  typedef EventRing<typename Board::Atomic> Events;

  BoardLink(Board& board, Handler& handler, Events& events)
      : board_(board), handler_(handler), events_(events) {}

  // One step of each direction. Yields whether there is more to do at once.
  bool run(Ticks now) {
    const bool received = receive(now);
    silent_ = silent_ || reached(now, last_heard_ + ticks_of_ms(kHostSilence_ms));
    return transmit(now) || received;
  }

  bool silent() const { return silent_; }  // for kHostSilence_ms, or ever
  uint16_t link() const { return link_; }
  uint16_t frame_errors() const { return decoder_.errors(); }
  Ticks next_wakeup() const { return next_status_; }  // if nothing comes in before

 private:
  bool receive(Ticks now) {
    uint8_t byte;
    Frame frame;
    for (uint8_t i = 0; i < 16; ++i) {
      if (!board_.read_byte(byte)) return false;
      if (decoder_.take(byte, frame)) return take(frame, now), true;
    }
    return true;
  }

  void take(const Frame& frame, Ticks now) {
    const MessageType type = static_cast<MessageType>(frame.type);
    if (type == MessageType::hello_request) return greet(frame, now);
    if (frame.type & 0x80) return;          // a board's frame: an echo on the line
    hello_due_ = hello_due_ || link_ == 0;  // it speaks to the board before a reset
    if (link_ == 0) return;
    heard(now);
    events_.acknowledged(frame.ack, now);
    if (type == MessageType::ping && frame.size >= 2) {
      ping_id_ = get_u16(frame.payload);
      pong_due_ = true;
    } else if (type == MessageType::emergency_stop) {
      ack_due_ = true;
      handler_.on_emergency_stop();
    } else if (frame.type >= kFirstReliableCommand) {
      ack_due_ = true;
      if (frame.sequence != next_command_) return;
      ++next_command_;
      handler_.on_command(frame);
    }
  }

  void greet(const Frame& frame, Ticks now) {
    if (frame.size < 4) return;
    hello_due_ = true;
    if (frame.payload[0] != kProtocolMajor) return;  // it will read that in the answer
    const uint16_t link = get_u16(frame.payload + 2);
    if (link == 0) return;  // asks only
    heard(now);
    if (link == link_) return;
    link_ = link;
    next_command_ = 1;
    events_.forget_all();
    handler_.on_new_link();
  }

  void heard(Ticks now) {
    if (silent_) events_.start_over(now);
    last_heard_ = now;
    silent_ = false;
  }

  bool transmit(Ticks now) {
    if (encoder_.done() && !begin_frame(now)) return false;
    while (!encoder_.done() && board_.tx_room()) board_.write_byte(encoder_.next());
    return encoder_.done();
  }

  bool begin_frame(Ticks now) {
    uint8_t* const payload = encoder_.payload();
    if (hello_due_) {
      hello_due_ = false;
      return send(MessageType::hello, 0, handler_.fill_hello(payload));
    }
    if (pong_due_) {
      pong_due_ = false;
      put_u16(payload, ping_id_);
      put_u32(payload + 2, board_.now());
      return send(MessageType::pong, 0, 6);
    }
    return begin_events(now) || begin_status(now);
  }

  bool begin_events(Ticks now) {
    if (link_ == 0 || silent_ || !events_.due(now)) return false;
    uint16_t next;
    uint16_t sequence;
    const Ticks complete = handler_.complete_to(next);
    const uint8_t size = events_.fill(encoder_.payload(), complete, next, sequence);
    return send(MessageType::events, sequence, size);
  }

  bool begin_status(Ticks now) {
    const bool due = reached(now, next_status_);
    if (due) next_status_ = now + ticks_of_ms(kStatusPeriod_ms);
    if (link_ == 0 || (!ack_due_ && (!due || silent_))) return false;
    return send(MessageType::status, 0, handler_.fill_status(encoder_.payload()));
  }

  // Every frame carries the acknowledgement.
  bool send(MessageType type, uint16_t sequence, uint8_t size) {
    ack_due_ = false;
    encoder_.begin(static_cast<uint8_t>(type), sequence, next_command_, size);
    return true;
  }

  Board& board_;
  Handler& handler_;
  EventSender<typename Board::Atomic> events_;
  FrameDecoder decoder_;
  FrameEncoder encoder_;
  Ticks last_heard_ = 0;
  Ticks next_status_ = 0;
  uint16_t link_ = 0;  // as the host named it; 0: none since the boot
  uint16_t next_command_ = 1;
  uint16_t ping_id_ = 0;
  bool silent_ = true;
  bool hello_due_ = true;
  bool pong_due_ = false;
  bool ack_due_ = false;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_BOARD_LINK_H
