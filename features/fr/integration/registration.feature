# language: fr
# Généré par « interop translate » à partir de features/integration/registration.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-1 @RAD-12
Fonctionnalité: La radiologie connaît les patients que l'accueil connaît
  Le nom, l'identifiant et le service se saisissent une fois, à l'accueil.
  Un enregistrement perdu ou modifié en chemin met un nom erroné sur un examen, ou aucun.

  Règle: Toute personne enregistrée peut être examinée, sous les données mêmes que l'accueil a saisies

    @TC-ADT-001 @shall @positive
    Scénario: Un patient admis est attendu sur l'appareil avec nom, date de naissance, sexe et service
      Lorsque l'accueil enregistre l'admission de la patiente "Ana Torres" dans le service "CIRUGIA"
      Et le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" montre l'identité telle qu'elle a été enregistrée
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" montre le service "CIRUGIA"

    @TC-ADT-002 @shall @positive
    Scénario: Les zéros de tête d'un identifiant parviennent à l'appareil
      Lorsque l'accueil enregistre la patiente "Marta Okenve" en ambulatoire
      Et le service demandeur prescrit l'examen "IRM cérébrale" pour la patiente "Marta Okenve"
      Alors le nombre d'entrées de la patiente "Marta Okenve" dans la liste de travail de l'appareil "MR_1" est de 1
      Et l'entrée de la liste de travail de l'examen "IRM cérébrale" de la patiente "Marta Okenve" montre l'identité telle qu'elle a été enregistrée

    @TC-ADT-003 @shall @positive
    Scénario: Un patient dont l'hospitalisation est prévue peut recevoir un examen
      Lorsque l'accueil annonce l'hospitalisation prochaine du patient "Luis Mba"
      Et le service demandeur prescrit l'examen "Radiographie du thorax" pour le patient "Luis Mba"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "DX_1" est de 1

    @TC-ADT-004 @shall @negative
    Scénario: Un enregistrement sans identifiant est refusé
      Lorsque l'accueil envoie l'enregistrement du patient "Luis Mba" sans identifiant
      Alors le système "RIS" refuse le message avec le motif "identifiant patient manquant"
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "DX_1" est de 0

  Règle: Ce qui change à l'accueil change en radiologie

    @TC-ADT-005 @shall @positive
    Scénario: Un transfert parvient à la liste, et son annulation aussi
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients pour un séjour dans le service "CIRUGIA"
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil enregistre le transfert de la patiente "Ana Torres" vers le service "UCI"
      Alors l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" montre le service "UCI"
      Lorsque l'accueil annule le transfert de la patiente "Ana Torres" vers le service "UCI"
      Alors l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" montre le service "CIRUGIA"

    @TC-ADT-006 @shall @positive
    Scénario: Un patient ambulatoire qui reste se trouve dans le nouveau service
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil transforme la consultation du patient "Luis Mba" en séjour dans le service "MEDICINA"
      Alors le système "RIS" accepte le message
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" du patient "Luis Mba" montre le service "MEDICINA"

    @TC-ADT-007 @shall @positive
    Scénario: Un séjour qui devient une consultation externe garde son examen
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients pour un séjour dans le service "MEDICINA"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil transforme le séjour du patient "Luis Mba" en consultation externe
      Alors le système "RIS" accepte le message
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 1

    @TC-ADT-008 @shall @positive
    Scénario: Une sortie, et son annulation, laissent l'examen sur la liste
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients pour un séjour dans le service "MEDICINA"
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque l'accueil enregistre la sortie du patient "Luis Mba"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "MR_1" est de 1
      Lorsque l'accueil annule la sortie du patient "Luis Mba"
      Alors le système "RIS" accepte le message
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "MR_1" est de 1

    @TC-ADT-009 @shall @positive
    Scénario: Un dossier corrigé change la liste déjà ouverte
      Étant donné que le patient "Bernardo Ela" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Bernardo Ela" est programmé sur l'appareil "DX_1"
      Lorsque l'accueil inscrit la date de naissance "1968-02-29" dans le dossier du patient "Bernardo Ela"
      Alors l'entrée de la liste de travail de l'examen "Radiographie du thorax" du patient "Bernardo Ela" montre l'identité telle qu'elle a été enregistrée

  Règle: Ce que l'accueil annule ne laisse pas de fausse trace

    @TC-ADT-010 @shall @negative
    Scénario: Une admission annulée est acceptée, et le service ne figure plus sur l'entrée
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients pour un séjour dans le service "CIRUGIA"
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil annule l'admission du patient "Pedro Abeso"
      Alors le système "RIS" accepte le message
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" du patient "Pedro Abeso" ne montre aucun service

    @TC-ADT-011 @shall @negative
    Scénario: Une hospitalisation prévue et annulée est acceptée et ne devient jamais une visite
      Étant donné que l'hospitalisation du patient "Pedro Abeso" est prévue dans le service "MEDICINA"
      Lorsque l'accueil annule l'hospitalisation prévue du patient "Pedro Abeso"
      Alors le système "RIS" accepte le message
      Lorsque le service demandeur prescrit l'examen "IRM cérébrale" pour le patient "Pedro Abeso"
      Alors l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Pedro Abeso" ne montre aucun service
