#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

#include "dyad_firmware/event_ring.h"
#include "firmware/host_board.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::event_size;
using Bytes = std::vector<std::uint8_t>;
using Ring = dyad_firmware::EventRing<HostBoard::Atomic>;

Bytes record_of(std::uint8_t kind, std::uint8_t fill) {
  Bytes record(event_size(kind), fill);
  record[0] = static_cast<std::uint8_t>(kind << 4);
  return record;
}

// The same promises, kept in the plainest way.
class ModelRing {
 public:
  void push(const Bytes& record, std::uint32_t now, std::uint8_t levels) {
    report_loss(now, levels);
    if (losing_ || 512 - used() < record.size() + 8) {
      lose();
    } else {
      append(record, next_);
    }
  }
  void report_loss(std::uint32_t now, std::uint8_t levels) {
    if (!losing_ || 512 - used() < 32) return;
    Bytes record(8);
    record[0] = 0x40;
    dyad_firmware::put_u16(&record[1], static_cast<std::uint16_t>(next_ - 1));
    dyad_firmware::put_u32(&record[3], now);
    record[7] = levels;
    losing_ = false;
    append(record, first_lost_);
  }
  void lose() {
    if (!losing_) first_lost_ = next_;
    losing_ = true;
    ++next_;
  }
  // `ack` without its wrap: a record that stands for several goes with the last.
  void acknowledge(std::uint64_t ack) {
    while (!kept_.empty() &&
           (kept_.size() > 1 ? kept_[1].number : end_of_kept()) <= ack) {
      sent_ -= sent_ > 0 ? 1 : 0;
      kept_.pop_front();
    }
  }
  Bytes copy_unsent(std::size_t most, std::uint16_t& sequence) {
    sequence = static_cast<std::uint16_t>(sent_ < kept_.size() ? kept_[sent_].number
                                                               : end_of_kept());
    Bytes copied;
    while (sent_ < kept_.size() && copied.size() + kept_[sent_].bytes.size() <= most) {
      const Bytes& bytes = kept_[sent_++].bytes;
      copied.insert(copied.end(), bytes.begin(), bytes.end());
    }
    return copied;
  }
  void resend() { sent_ = 0; }
  std::uint64_t first() const {
    return kept_.empty() ? end_of_kept() : kept_.front().number;
  }
  std::uint64_t next() const { return next_; }
  std::size_t size() const { return kept_.size(); }
  bool all_sent() const { return sent_ == kept_.size(); }

 private:
  struct Kept {
    std::uint64_t number;
    Bytes bytes;
  };

  std::uint64_t end_of_kept() const { return losing_ ? first_lost_ : next_; }
  std::size_t used() const {
    std::size_t used = 0;
    for (const Kept& kept : kept_) used += kept.bytes.size();
    return used;
  }
  void append(const Bytes& record, std::uint64_t number) {
    kept_.push_back({number, record});
    if (number == next_) ++next_;
  }

  std::deque<Kept> kept_;
  std::size_t sent_ = 0;
  std::uint64_t next_ = 1;
  std::uint64_t first_lost_ = 0;
  bool losing_ = false;
};

class Pair {
 public:
  void push(std::uint8_t kind, std::uint8_t fill) {
    const Bytes record = record_of(kind, fill);
    ring.push(record.data(), static_cast<std::uint8_t>(record.size()), ++now_, fill);
    model.push(record, now_, fill);
  }
  void lose_one(std::uint8_t levels) {
    ring.lose_one(++now_, levels);
    model.lose();
    model.report_loss(now_, levels);
  }
  void acknowledge(std::uint64_t ack) {
    ring.acknowledge(static_cast<std::uint16_t>(ack));
    model.acknowledge(ack);
  }
  bool same_unsent(std::uint8_t most) {
    std::array<std::uint8_t, 64> bytes{};
    std::uint16_t sequence = 0;
    std::uint16_t expected_sequence = 0;
    const std::uint8_t size = ring.copy_unsent(bytes.data(), most, sequence);
    const Bytes expected = model.copy_unsent(most, expected_sequence);
    return sequence == expected_sequence &&
           Bytes(bytes.begin(), bytes.begin() + size) == expected;
  }
  bool same() const {
    return ring.first() == static_cast<std::uint16_t>(model.first()) &&
           ring.next() == static_cast<std::uint16_t>(model.next()) &&
           ring.empty() == (model.size() == 0) && ring.all_sent() == model.all_sent();
  }
  // Both far on, with nothing kept.
  void wind_to(std::uint64_t number) {
    while (model.next() < number) {
      push(1, 0);
      acknowledge(model.next());
    }
  }

  Ring ring;
  ModelRing model;

 private:
  std::uint32_t now_ = 0;
};

void one_step(Pair& pair) {
  const std::uint64_t next = pair.model.next();
  const std::uint64_t first = pair.model.first();
  const auto byte = *rc::gen::arbitrary<std::uint8_t>();
  switch (*rc::gen::weightedElement<int>(
      {{24, 0}, {2, 1}, {1, 2}, {6, 3}, {1, 4}, {4, 5}})) {
    case 0:
      return pair.push(*rc::gen::element<std::uint8_t>(1, 3, 5, 11), byte);
    case 1:
      return pair.lose_one(byte);
    case 2:
      return pair.acknowledge(first + byte % (next - first + 1));
    case 3:
      RC_ASSERT(pair.same_unsent(static_cast<std::uint8_t>(12 + byte % 40)));
      return;
    case 4:
      pair.ring.resend();
      return pair.model.resend();
    default:
      return pair.acknowledge(std::min(next, first + 1));
  }
}

RC_GTEST_PROP(PortableEventRing, DoesAsItsModel, ()) {
  Pair pair;
  if (*rc::gen::arbitrary<bool>()) pair.wind_to(65500);
  const int steps = *rc::gen::inRange(0, 600);
  for (int i = 0; i < steps; ++i) {
    one_step(pair);
    RC_ASSERT(pair.same());
  }
  // Whatever was lost, in the end everything is told: a record stands for each number.
  while (pair.model.size() > 0) {
    pair.acknowledge(pair.model.next());
    pair.ring.report_loss(0, 0);
    pair.model.report_loss(0, 0);
    RC_ASSERT(pair.same());
  }
  RC_ASSERT(pair.ring.first() == pair.ring.next());
}

class PortableEventRingLoss : public ::testing::Test {
 protected:
  void push_edges(int count) {
    for (int i = 0; i < count; ++i) {
      const Bytes record = record_of(1, static_cast<std::uint8_t>(i));
      ring_.push(record.data(), 5, 77, 3);
    }
  }
  // All that is not sent, record for record.
  std::vector<Bytes> unsent() {
    std::vector<Bytes> records;
    std::array<std::uint8_t, 12> bytes{};
    std::uint16_t sequence = 0;
    while (!ring_.all_sent()) {
      std::uint8_t size = ring_.copy_unsent(bytes.data(), 5, sequence);
      if (size == 0) size = ring_.copy_unsent(bytes.data(), 8, sequence);
      records.emplace_back(bytes.begin(), bytes.begin() + size);
    }
    return records;
  }

  Ring ring_;
};

TEST_F(PortableEventRingLoss, HoldsAHundredEdgesAndTellsTheRangeOfThoseItLost) {
  push_edges(150);
  const auto kept = unsent();
  ASSERT_GE(kept.size(), 100U);
  const auto lost_from = static_cast<std::uint16_t>(1 + kept.size());
  EXPECT_EQ(ring_.next(), 151);
  EXPECT_EQ(ring_.sent_to(), lost_from);
  ring_.acknowledge(10);
  ring_.report_loss(99, 5);
  const auto loss = unsent();
  ASSERT_EQ(loss.size(), 1U);
  EXPECT_EQ(loss[0], (Bytes{0x40, 150, 0, 99, 0, 0, 0, 5}));
  EXPECT_EQ(ring_.sent_to(), 151);
  ring_.acknowledge(lost_from);  // everything but the loss
  EXPECT_EQ(ring_.first(), lost_from);
  ring_.acknowledge(151);
  EXPECT_TRUE(ring_.empty());
  EXPECT_EQ(ring_.first(), 151);
}

TEST_F(PortableEventRingLoss, AnAckOfWhatWasNeverNumberedChangesNothing) {
  push_edges(3);
  for (const int ack : {0, 5, 40000, 65535}) {
    ring_.acknowledge(static_cast<std::uint16_t>(ack));
    EXPECT_EQ(ring_.first(), 1) << ack;
  }
  ring_.acknowledge(4);
  EXPECT_EQ(ring_.first(), 4);
  ring_.acknowledge(2);  // an old one, come late
  EXPECT_EQ(ring_.first(), 4);
}

}  // namespace
}  // namespace dyad::firmware_test
