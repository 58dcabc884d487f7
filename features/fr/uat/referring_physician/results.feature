# language: fr
# Généré par « interop translate » à partir de features/uat/referring_physician/results.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@referring-physician
Fonctionnalité: Le médecin demandeur sait ce que sa demande est devenue
  Il soigne d'après ce que lui montre le dossier patient.
  Un résultat introuvable, ou celui d'une autre personne, est pire que rien.

  Règle: Demande saisie, numéro d'accès renvoyé, statut visible

    @RAD-2 @RAD-3 @UAT-REF-01 @TC-REF-011 @shall @positive
    Scénario: Une demande est saisie, et son numéro et son statut reviennent
      Objectif : avec le numéro d'accès, tous parlent du même examen.
      À regarder : la demande d'Ana Torres dans le dossier patient ; écrivez son numéro d'accès.
      Résultat attendu : le numéro qui figure dans la liste de l'appareil et le statut programmé.
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le statut "programmé"
      Et le médecin demandeur voit le numéro d'accès qui figure dans la liste de travail pour l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et lisez sur l'écran du système "EMR" le numéro d'accès de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "La demande d'Ana Torres est affichée comme programmée"

  Règle: Le lien vers les images ouvre le bon examen et ne révèle ni compte ni mot de passe

    @RAD-8 @RAD-128 @UAT-REF-02 @TC-REF-021 @shall @positive
    Scénario: Le lien du compte rendu ouvre les bonnes images et ne révèle rien
      Objectif : un lien se copie, s'envoie et s'imprime ; il doit ouvrir un examen et ne porter aucun mot de
      passe.
      À regarder : le nom dans la visionneuse que le lien ouvre et la barre d'adresse.
      Résultat attendu : l'examen d'Ana Torres ; une adresse sans compte ni mot de passe.
      Fait par une personne : suivre le lien : cette version ne pilote pas la visionneuse du dossier patient.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Lorsque vous effectuez sur le système "EMR" l'action "Ouvrez les images d'Ana Torres avec le lien de son compte rendu"
      Alors lisez sur l'écran du système "EMR" le nom, l'identifiant et la date de naissance de la patiente "Ana Torres"
      Et regardez l'écran du système "EMR", confirmez l'affirmation "La barre d'adresse est exempte de comptes et de mots de passe" et joignez la preuve "Une image de la barre d'adresse"

  Règle: Le compte rendu est visible avec son statut ; un compte rendu rectifié est signalé

    @RAD-128 @UAT-REF-03 @TC-REF-031 @shall @positive
    Scénario: Un compte rendu rectifié dit qu'il l'est
      Objectif : qui a lu le premier texte doit voir qu'il n'est plus valable.
      À regarder : le compte rendu de Carlos Nve dans le dossier patient, le statut avant le texte.
      Résultat attendu : le nouveau texte devant, signalé comme rectifié.
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Nódulo en el lado izquierdo." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Lorsque le radiologue signe avec le statut "rectifié" le compte rendu "Nódulo en el lado derecho." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "rectifié"
      Et lisez sur l'écran du système "EMR" le texte du compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu de Carlos Nve est signalé comme rectifié"

  Règle: Résultat d'un patient fusionné, transféré ou sorti entre-temps

    @RAD-12 @RAD-128 @UAT-REF-04 @TC-REF-041 @shall @positive
    Scénario: Le résultat d'une patiente transférée puis sortie se retrouve
      Objectif : les comptes rendus arrivent après le départ du patient ; ils ne doivent pas rester dans
      l'ancien service.
      À regarder : le dossier d'Ana Torres, cherché par son nom et non par le service.
      Résultat attendu : le compte rendu définitif du scanner thoracique, visible pour le médecin demandeur.
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients pour un séjour dans le service "CIRUGIA"
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'accueil enregistre le transfert de la patiente "Ana Torres" vers le service "UCI"
      Et l'accueil enregistre la sortie de la patiente "Ana Torres"
      Et le radiologue signe avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le statut "définitif"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu du scanner thoracique se trouve dans le dossier d'Ana Torres, déjà sortie"

    @RAD-12 @RAD-128 @PIR @UAT-REF-04 @TC-REF-042 @shall @positive
    Scénario: Le résultat d'une patiente dont les dossiers ont été fusionnés se retrouve
      Objectif : la moitié des résultats sous un autre numéro, c'est la moitié de la vérité.
      À regarder : le dossier d'Elena Silva, qui est celui que l'on conserve.
      Résultat attendu : le compte rendu signé pour Elena Obiang y figure.
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Elena Obiang" a été réalisé sur l'appareil "DX_1"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Radiographie du thorax" de la patiente "Elena Obiang"
      Et l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Alors tous les examens de la patiente "Elena Obiang" et de la patiente "Elena Silva" apparaissent dans le dossier de la patiente "Elena Silva"
      Et lisez sur l'écran du système "EMR" le nom, l'identifiant et la date de naissance de la patiente "Elena Silva"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu de la radiographie du thorax figure dans le dossier d'Elena Silva"

  Règle: L'accès est limité à son propre hôpital ; l'accès en urgence est tracé

    @RAD-8 @UAT-REF-05 @TC-REF-051 @shall @negative
    Scénario: Un autre hôpital ne voit rien, et une urgence laisse une trace
      Objectif : les images sont confidentielles, et une vie ne doit pas attendre une autorisation.
      À regarder : la recherche dans la visionneuse avec un compte d'un autre hôpital, puis le journal
      d'audit.
      Résultat attendu : une réponse vide ; avec l'accès en urgence l'examen, et une ligne avec nom, heure et
      motif.
      Fait par une personne : les deux connexions : cette version n'a pas de compte dans vos systèmes et ne
      lit pas le journal d'audit.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque vous effectuez sur le système "PACS" l'action "Connectez-vous avec un compte d'un autre hôpital et cherchez Ana Torres"
      Alors regardez l'écran du système "PACS" et confirmez l'affirmation "La recherche renvoie une liste vide"
      Lorsque vous effectuez sur le système "PACS" l'action "Ouvrez l'examen d'Ana Torres avec l'accès en urgence et indiquez un motif"
      Alors regardez l'écran du système "PACS", confirmez l'affirmation "Le journal d'audit montre votre nom, le patient, l'heure et le motif" et joignez la preuve "La ligne du journal d'audit"
