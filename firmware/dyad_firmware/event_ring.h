// Events on their way to the host: numbered, and kept until the host has acknowledged
// them. Of events that find no room the range of numbers is kept, so that no loss is
// silent.
#ifndef DYAD_FIRMWARE_EVENT_RING_H
#define DYAD_FIRMWARE_EVENT_RING_H

#include "record_bytes.h"
#include "ticks.h"

namespace dyad_firmware {

// Atomic: a scope in which no interrupt comes. push() is called from one context at a
// time; the other functions from the main level, also while a push interrupts them.
template <typename Atomic>
class EventRing {
 public:
  // Takes a record in, or counts it as lost. `levels`: of all inputs, as reported.
  void push(const uint8_t* record, uint8_t size, Ticks now, uint8_t levels) {
    report_loss(now, levels);
    const bool fits = !losing_ && room() >= static_cast<uint16_t>(size + kReserve);
    fits ? append(record, size) : lose();
  }

  // Says which events were lost, as soon as there is room. Called by push(), and now
  // and then where nothing is pushed.
  void report_loss(Ticks now, uint8_t levels) {
    if (!losing_ || room() < 4 * kReserve) return;
    uint8_t record[8];
    record[0] = static_cast<uint8_t>(static_cast<uint8_t>(EventKind::events_lost) << 4);
    put_u16(record + 1, static_cast<uint16_t>(next_ - 1));
    put_u32(record + 3, now);
    record[7] = levels;
    losing_ = false;
    append(record, sizeof record, 0);  // it stands for all lost ones
  }

  // An event of unknown number and kind was lost: it takes a number as well.
  void lose_one(Ticks now, uint8_t levels) {
    lose();
    report_loss(now, levels);
  }

  bool losing() const { return losing_; }

  // The host has everything before `ack`. One that was never given out changes
  // nothing.
  void acknowledge(uint16_t ack) {
    const uint16_t start = first_;
    const uint16_t wanted = static_cast<uint16_t>(ack - start);
    if (wanted > static_cast<uint16_t>(next() - start)) return;
    while (used() > 0) {
      const uint16_t after = bytes_.number_after(tail_, first_);
      if (static_cast<uint16_t>(after - start) > wanted) return;
      drop_oldest();
    }
  }

  bool empty() const { return used() == 0; }
  bool all_sent() const { return sent_ == used(); }
  bool none_sent() const { return sent_ == 0; }
  uint16_t sent_to() const { return sent_to_; }  // number of the first not sent
  void resend() {
    sent_ = 0;
    sent_to_ = first_;
  }
  uint16_t first() const { return first_; }  // number of the oldest kept
  uint16_t next() const {  // number of the next event, lost ones included
    const Atomic atomic;
    return next_;
  }

  // Copies whole records not yet sent, at most `most` bytes; `sequence` is that of the
  // first. Yields how many bytes.
  uint8_t copy_unsent(uint8_t* to, uint8_t most, uint16_t& sequence) {
    const uint16_t used_now = used();
    sequence = sent_to_;
    uint8_t copied = 0;
    while (sent_ < used_now) {
      const uint16_t at = RecordBytes::wrap(tail_ + sent_);
      const uint8_t size = bytes_.size_at(at);
      if (size > most - copied) break;
      bytes_.copy(at, size, to + copied);
      sent_to_ = bytes_.number_after(at, sent_to_);
      sent_ = static_cast<uint16_t>(sent_ + size);
      copied = static_cast<uint8_t>(copied + size);
    }
    return copied;
  }

  // Forgets everything: a new host is not told what the last one missed.
  void clear() {
    const Atomic atomic;
    tail_ = bytes_.head();
    used_ = sent_ = 0;
    losing_ = false;
    first_ = sent_to_ = next_;
  }

 private:
  static const uint8_t kReserve = 8;  // for the record of a loss

  uint16_t used() const {
    const Atomic atomic;
    return used_;
  }
  // At least 42 events, 100 if all are edges.
  uint16_t room() const { return static_cast<uint16_t>(RecordBytes::kBytes - used()); }

  // The range stays short enough for numbers to be told apart as they wrap.
  void lose() {
    const Atomic atomic;
    losing_ = true;
    if (static_cast<uint16_t>(next_ - first_) < 0x7F00) ++next_;
  }

  void append(const uint8_t* record, uint8_t size, uint8_t numbers = 1) {
    bytes_.append(record, size);
    const Atomic atomic;
    used_ = static_cast<uint16_t>(used_ + size);
    next_ = static_cast<uint16_t>(next_ + numbers);
  }

  void drop_oldest() {
    const uint8_t size = bytes_.size_at(tail_);
    first_ = bytes_.number_after(tail_, first_);
    if (sent_ >= size) {
      sent_ = static_cast<uint16_t>(sent_ - size);
    } else {
      sent_ = 0;
      sent_to_ = first_;
    }
    const Atomic atomic;
    tail_ = RecordBytes::wrap(tail_ + size);
    used_ = static_cast<uint16_t>(used_ - size);
  }

  RecordBytes bytes_;
  uint16_t tail_ = 0;
  uint16_t used_ = 0;
  uint16_t sent_ = 0;   // bytes of used_ that were sent
  uint16_t first_ = 1;  // number of the record at tail_
  uint16_t next_ = 1;
  uint16_t sent_to_ = 1;  // number of the first record not sent
  bool losing_ = false;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_EVENT_RING_H
