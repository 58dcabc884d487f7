# language: fr
# Généré par « interop translate » à partir de features/uat/radiologist/reports.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@radiologist
Fonctionnalité: Ce que signe le radiologue est ce que lit le service
  Un compte rendu vaut ce qui en arrive : les mots, le statut et le patient.
  Un texte provisoire qui cache le définitif, ou un compte rendu dans un autre dossier, soigne la mauvaise maladie.

  Règle: Compte rendu : provisoire, définitif, addendum ou correction ; chaque statut parvient au dossier patient, dans l'ordre, avec ses accents

    @RAD-128 @UAT-RAD-05 @TC-RAD-051 @shall @positive
    Scénario: Un compte rendu provisoire, puis le définitif, avec tous ses accents
      Objectif : le service agit sur le premier mot et doit voir quand il est remplacé.
      À regarder : le compte rendu de Carlos Nve dans le dossier patient ; écrivez son texte tel qu'il figure.
      Résultat attendu : le texte définitif, lettre par lettre ; le provisoire n'est plus devant.
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue signe avec le statut "provisoire" le compte rendu "Sin hallazgos agudos." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "provisoire"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu "Nódulo de 6 mm en el pulmón derecho; índice cardíaco normal." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "définitif"
      Et lisez sur l'écran du système "EMR" le texte du compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu de Carlos Nve porte la mention définitif"

    @RAD-128 @UAT-RAD-05 @TC-RAD-052 @shall @positive
    Scénario: Un addendum figure sous le compte rendu qu'il complète
      Objectif : une remarque ultérieure ne doit ni cacher ni remplacer la première.
      À regarder : le compte rendu de l'IRM cérébrale de Carlos Nve dans le dossier patient.
      Résultat attendu : les deux textes, l'addendum signalé comme tel, avec date et nom.
      Étant donné que l'examen "IRM cérébrale" du patient "Carlos Nve" a été réalisé sur l'appareil "MR_1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Sin lesiones." de l'examen "IRM cérébrale" du patient "Carlos Nve"
      Lorsque le radiologue ajoute au compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve" l'addendum "Comparado con el estudio previo."
      Alors le médecin demandeur lit le texte "Sin lesiones." dans le compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve"
      Et le médecin demandeur lit le texte "Comparado con el estudio previo." dans le compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "L'addendum figure avec date et nom sous le premier texte"

  Règle: Résultat critique ; un compte rendu du mauvais patient est retiré ; compte rendu d'un patient aux dossiers fusionnés

    @RAD-128 @UAT-RAD-06 @TC-RAD-061 @shall @positive
    Scénario: Un résultat critique parvient au médecin demandeur
      Objectif : une hémorragie lue dont personne n'est averti n'est pas soignée.
      À regarder : la première page du dossier patient chez le médecin demandeur.
      Résultat attendu : une alerte pour Carlos Nve qui se détache et demande confirmation.
      Étant donné que l'examen "Scanner cérébral sans injection" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu de l'examen "Scanner cérébral sans injection" du patient "Carlos Nve" avec le résultat codé "Hemorragia intracraneal"
      Alors le médecin demandeur voit le résultat codé "Hemorragia intracraneal" dans le compte rendu de l'examen "Scanner cérébral sans injection" du patient "Carlos Nve"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le dossier avertit d'un résultat critique de Carlos Nve"

    @RAD-128 @UAT-RAD-06 @TC-RAD-062 @shall @negative
    Scénario: Un compte rendu du mauvais patient est retiré partout
      Objectif : un compte rendu retiré qui reste lisible sera cru.
      À regarder : le scanner thoracique de Carlos Nve dans le dossier patient, après le retrait.
      Résultat attendu : aucun compte rendu valide ; tout au plus une note disant qu'un a été retiré.
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Metástasis pulmonares." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Lorsque le radiologue retire le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur ne voit aucun compte rendu valide de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu de Carlos Nve a disparu ou porte la mention retiré"

    @RAD-12 @RAD-128 @PIR @UAT-RAD-06 @TC-RAD-063 @shall @positive
    Scénario: Un compte rendu signé après une fusion figure dans le dossier conservé
      Objectif : le dossier disparu dans la fusion n'est plus ouvert par personne.
      À regarder : le dossier de Prueba Inés Nchama Edú dans le dossier patient informatisé.
      Résultat attendu : son identifiant et le compte rendu du scanner thoracique fait sous l'autre dossier.
      Étant donné que la patiente "Prueba Inés Nchama Edú" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'accueil fusionne le dossier de la patiente "Prueba Inés Edú Nchama" avec le dossier de la patiente "Prueba Inés Nchama Edú" et conserve ce dernier
      Et le radiologue signe avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama"
      Alors le compte rendu de l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama" arrive dans le dossier de la patiente "Prueba Inés Nchama Edú"
      Et lisez sur l'écran du système "EMR" le nom, l'identifiant et la date de naissance de la patiente "Prueba Inés Nchama Edú"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le compte rendu du scanner thoracique figure dans ce dossier"
