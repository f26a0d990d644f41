// When which events go to the host, and when again.
#ifndef DYAD_FIRMWARE_EVENT_SENDER_H
#define DYAD_FIRMWARE_EVENT_SENDER_H

#include "event_ring.h"

namespace dyad_firmware {

// Sends everything once, and all that is not acknowledged again where the host has
// acknowledged nothing for kResendAfter; from then on in short frames, of which a bad
// line lets more through, until it has all.
template <typename Atomic>
class EventSender {
 public:
  explicit EventSender(EventRing<Atomic>& events) : events_(events), progress_at_(0) {}

  void acknowledged(uint16_t ack, Ticks now) {
    const uint16_t before = events_.first();
    events_.acknowledge(ack);
    if (events_.first() != before) progress_at_ = now;
    if (events_.empty()) careful_ = false;
  }

  // Whether there is something to send now.
  bool due(Ticks now) {
    if (events_.empty()) return false;
    if (events_.none_sent()) {
      progress_at_ = now;
    } else if (reached(now, progress_at_ + kResendAfter)) {
      events_.resend();
      careful_ = true;
      progress_at_ = now;
    }
    return !events_.all_sent();
  }

  // Fills the payload of `events`. `complete_to`: no event older than this has `next`
  // or a later number; yields the payload's size and the first record's number.
  uint8_t fill(uint8_t* payload, Ticks complete_to, uint16_t next, uint16_t& sequence) {
    const uint8_t most = careful_ ? kMaxEventSize : kMaxPayload - 5;
    const uint8_t size = events_.copy_unsent(payload + 5, most, sequence);
    payload[0] = events_.sent_to() == next ? kEventsComplete : 0;
    put_u32(payload + 1, complete_to);
    return static_cast<uint8_t>(size + 5);
  }

  // The host is back after a silence: what it was sent may never have come.
  void start_over(Ticks now) {
    events_.resend();
    progress_at_ = now;
  }

  void forget_all() { events_.clear(); }

 private:
  static const Ticks kResendAfter = 40 * kTicksPerMs;

  EventRing<Atomic>& events_;
  bool careful_ = false;
  Ticks progress_at_;  // when the host last acknowledged an event, or could begin to
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_EVENT_SENDER_H
