# ./run and ./test are the two commands anyone needs; these are short names for people who work on Fingerpost.
.PHONY: check deep dev run bench golden lock knowledge model

check:  ## every check; the same as ./test
	./test

deep:  ## every check and the long runs
	./test --deep

dev:  ## set the environment up from the lock file
	root=$$(pwd) && . tools/environment.sh && prepare test

run:
	./run

bench:  ## print the figures of each capability, one JSON object a script
	for script in benchmarks/*.py; do .venv/bin/python "$$script" || exit 1; done

golden:  ## write the walkthrough again, the runs people compare with; read the difference before you commit it
	.venv/bin/python tools/walkthrough.py

lock:  ## write the lock files again; UPGRADE=--upgrade takes the newest versions
	tools/lock.sh $(UPGRADE)

knowledge:  ## pack the knowledge and write its schemas; run after every edit of the data
	.venv/bin/fingerpost knowledge compile

model:  ## train the model again from training/data
	.venv/bin/python training/train_model.py
