#pragma once

#include "dyad/task/trial_plan.hpp"

// Masks of subjects and channels.
namespace dyad::task {

constexpr SubjectMask subject_bit(SubjectIndex subject) {
  return static_cast<SubjectMask>(1U << subject);
}
constexpr bool has(SubjectMask mask, SubjectIndex subject) {
  return (mask & subject_bit(subject)) != 0;
}
constexpr void set(SubjectMask& mask, SubjectIndex subject) {
  mask = static_cast<SubjectMask>(mask | subject_bit(subject));
}
constexpr void clear(SubjectMask& mask, SubjectIndex subject) {
  mask = static_cast<SubjectMask>(mask & ~subject_bit(subject));
}

constexpr ChannelMask channel_bit(ChannelIndex channel) {
  return ChannelMask{1} << channel;
}
constexpr bool has(ChannelMask mask, ChannelIndex channel) {
  return (mask & channel_bit(channel)) != 0;
}

}  // namespace dyad::task
