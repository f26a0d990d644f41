#pragma once

#include "task/oracle_trial.hpp"

// Trials in which all must hold at the same time.
namespace dyad::task::oracle {

// Fills in what became of a trial whose `heard` are all onsets up to the horizon.
void judge_overlap(const Plan& plan, const TrialPlan& rule, const Stream& stream,
                   Moment start, Moment horizon, ChoiceIndex target, Judgement& trial);

}  // namespace dyad::task::oracle
