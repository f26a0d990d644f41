#include <gtest/gtest.h>

#include <vector>

#include "device/partner_fixture.hpp"

namespace dyad::device {
namespace {

using PartnerDeviceTest = PartnerDevices;
using IntervalPartner = PartnerDevices;
using Playback = PartnerDevices;

TEST_F(PartnerDeviceTest, IsWantedWhereAPartnerRespondsByItself) {
  EXPECT_FALSE(PartnerDevice::wanted(stage_));
  stage_.partners = {partner_of(config::PartnerKind::live, "left"),
                     partner_of(config::PartnerKind::absent)};
  EXPECT_FALSE(PartnerDevice::wanted(stage_));
  stage_.partners.push_back(partner_of(config::PartnerKind::playback));
  EXPECT_TRUE(PartnerDevice::wanted(stage_));
}

TEST_F(PartnerDeviceTest, StandsAfterTheRigsDevicesAndCountsItsInputs) {
  sit({every(span_ms(500))});
  ASSERT_EQ(until(ms(1200)).size(), 4U);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    EXPECT_EQ(inputs_[i].source, 2);
    EXPECT_EQ(inputs_[i].sequence, i + 1);
    EXPECT_EQ(inputs_[i].kind, InputKind::edge);
    EXPECT_EQ(inputs_[i].uncertainty, Duration());
  }
}

TEST_F(PartnerDeviceTest, AbsentAndLiveSeatsDoNothing) {
  sit({partner_of(config::PartnerKind::live, "left"),
       partner_of(config::PartnerKind::absent)});
  onset(kLeft1, ms(10));
  EXPECT_TRUE(until(ms(10'000)).empty());
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(PartnerDeviceTest, DoesNothingMoreOnceTheSessionHasEnded) {
  sit({every(span_ms(500))}, {{ms(700), kLeft1, true}});
  until(ms(550));
  device_->hear({ms(550), 1, note::SessionEnd{}}, ms(550));
  EXPECT_TRUE(until(ms(5000)).empty());
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(PartnerDeviceTest, HasNoOutputs) {
  sit({every(span_ms(500))});
  EXPECT_FALSE(device_->actuate({}, Time()).ok());
}

TEST_F(IntervalPartner, RespondsAtItsIntervalAndHolds) {
  sit({every(span_ms(500))});
  const std::vector<Seen> expected{{ms(500), kRight1, true},
                                   {ms(600), kRight1, false},
                                   {ms(1000), kRight1, true},
                                   {ms(1100), kRight1, false}};
  EXPECT_EQ(until(ms(1499)), expected);
  EXPECT_EQ(until(ms(1500)).size(), 1U);
}

TEST_F(IntervalPartner, LetsGoBeforeItRespondsAgainHoweverShortItsInterval) {
  sit({every(span_ms(1))});
  const Time second = ms(101) + Duration::from_us(1);
  const std::vector<Seen> expected{
      {ms(1), kRight1, true}, {ms(101), kRight1, false}, {second, kRight1, true}};
  EXPECT_EQ(until(ms(102)), expected);
}

TEST_F(IntervalPartner, RespondsAtItsChoice) {
  config::Partner partner = every(span_ms(500));
  partner.choice = "defect";
  sit({partner});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight2);
}

TEST_F(IntervalPartner, WithoutAChoiceRespondsAtTheFirstOperandumThatCounts) {
  stage_.rules[0].choices.clear();
  sit({every(span_ms(500))});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight1);
  stage_.rules[0].operanda = {"left_1", "right_2"};
  sit({every(span_ms(500))});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight2);
}

TEST_F(IntervalPartner, WhatItDoesDependsOnTheSeedAndNotOnWhenItIsAsked) {
  config::Partner partner = every(Duration());
  partner.interval = {span_ms(1), span_ms(2000)};
  sit({partner}, {}, 5);
  const auto often = until(ms(60'000));
  EXPECT_GT(often.size(), 50U);
  sit({partner}, {}, 5);
  EXPECT_EQ(until(ms(60'000), false), often);
  sit({partner}, {}, 6);
  EXPECT_NE(until(ms(60'000)), often);
}

TEST_F(IntervalPartner, DrawsFromAStreamOfItsSeat) {
  config::Partner right = every(Duration());
  right.interval = {span_ms(200), span_ms(2000)};
  sit({right}, {}, 5);
  const auto alone = until(ms(60'000));
  config::Partner left = right;
  left.seat = "left";
  sit({left, right}, {}, 5);
  std::vector<Seen> of_right;
  for (const Seen& seen : until(ms(60'000))) {
    if (rig_.channels[seen.channel].subject == kRight) of_right.push_back(seen);
  }
  EXPECT_EQ(of_right, alone);
}

TEST_F(Playback, RepeatsEveryEdgeAtItsTime) {
  const std::vector<PlayedEdge> edges{{Time(), kRight1, true},
                                      {ms(30), kRight2, true},
                                      {ms(40), kRight1, false},
                                      {ms(9000), kRight2, false}};
  sit({partner_of(config::PartnerKind::playback)}, edges);
  const std::vector<Seen> expected{{Time(), kRight1, true},
                                   {ms(30), kRight2, true},
                                   {ms(40), kRight1, false},
                                   {ms(9000), kRight2, false}};
  EXPECT_EQ(until(ms(9000)), expected);
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(Playback, SortsTheEdgesByTime) {
  sit({partner_of(config::PartnerKind::playback)},
      {{ms(40), kRight1, false}, {ms(10), kRight1, true}});
  const std::vector<Seen> expected{{ms(10), kRight1, true}, {ms(40), kRight1, false}};
  EXPECT_EQ(until(ms(100)), expected);
}

TEST_F(Playback, LeavesOutWhatALineCannotDo) {
  sit({partner_of(config::PartnerKind::playback)},
      {{Time::from_us(-1), kRight1, true},  // before the session
       {ms(10), kRight1, false},            // it was not on
       {ms(20), kRight1, true},
       {ms(30), kRight1, true},  // it is on already
       {ms(40), kRight1, false}});
  const std::vector<Seen> expected{{ms(20), kRight1, true}, {ms(40), kRight1, false}};
  EXPECT_EQ(until(ms(100)), expected);
}

TEST_F(Playback, ALagPartnerFollowsIt) {
  config::Partner left = partner_of(config::PartnerKind::playback, "left");
  sit({left, after(span_ms(200))}, {{ms(100), kLeft2, true}, {ms(150), kLeft2, false}});
  const std::vector<Seen> expected{{ms(100), kLeft2, true},
                                   {ms(150), kLeft2, false},
                                   {ms(300), kRight1, true},
                                   {ms(400), kRight1, false}};
  EXPECT_EQ(until(ms(1000)), expected);
}

}  // namespace
}  // namespace dyad::device
